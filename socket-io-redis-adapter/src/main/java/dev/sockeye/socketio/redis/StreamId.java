package dev.sockeye.socketio.redis;

import java.util.regex.Pattern;

/**
 * Id of an entry of a stream: a time in milliseconds and a number. Immutable.
 *
 * @param millis time part, unsigned
 * @param sequence number part, unsigned
 */
record StreamId(long millis, long sequence) implements Comparable<StreamId> {
    /** Smaller than that of any entry. */
    static final String ZERO = "0-0";

    private static final Pattern FORM = Pattern.compile("[0-9]{1,19}-[0-9]{1,19}");

    /** Whether a text that a client sent has the form of an id. */
    static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    /** @throws NumberFormatException if it is no id */
    static StreamId parse(String text) {
        int dash = text.indexOf('-');
        return new StreamId(
                Long.parseUnsignedLong(text, 0, dash, 10), Long.parseUnsignedLong(text, dash + 1, text.length(), 10));
    }

    @Override
    public int compareTo(StreamId other) {
        int byMillis = Long.compareUnsigned(millis, other.millis);
        return byMillis != 0 ? byMillis : Long.compareUnsigned(sequence, other.sequence);
    }
}
