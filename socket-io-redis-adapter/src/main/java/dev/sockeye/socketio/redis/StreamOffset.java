package dev.sockeye.socketio.redis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client has got, as its last event says: all that is in the stream up to a position, and besides the events of one
 * node up to a number, wherever in the stream they are. An event whose place is known has the plain id of its entry as
 * offset, which servers of Node understand, too. Immutable.
 *
 * @param position the last entry of which all before it have been delivered
 * @param uid a node of which later events have been delivered; empty if there is none
 * @param number the last of its events that was
 */
record StreamOffset(StreamId position, String uid, long number) {
    private static final Pattern FORM =
            Pattern.compile("([0-9]{1,19}-[0-9]{1,19})(?:\\.([0-9a-f]{1,32})\\.([0-9]{1,18}))?");

    /** Reads what a client sent; null if it is no offset. */
    static @Nullable StreamOffset parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return null;
        }
        StreamId position = StreamId.parse(form.group(1));
        return form.group(2) == null
                ? new StreamOffset(position, "", -1)
                : new StreamOffset(position, form.group(2), Long.parseLong(form.group(3)));
    }

    /** The offset of an event that was delivered while later events of a node had been delivered already. */
    static String text(String position, String uid, long number) {
        return position + "." + uid + "." + number;
    }

    /** Whether it names a node. */
    boolean isAhead() {
        return !uid.isEmpty();
    }

    /** Whether an event of a node was delivered although its entry is behind the position. */
    boolean includes(String otherUid, long otherNumber) {
        return otherNumber >= 0 && otherNumber <= number && uid.equals(otherUid);
    }
}
