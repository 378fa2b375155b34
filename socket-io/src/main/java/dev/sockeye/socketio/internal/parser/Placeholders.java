package dev.sockeye.socketio.internal.parser;

import dev.sockeye.socketio.protocol.PacketFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the places of attachments in valid JSON: objects whose member {@code _placeholder} is {@code true}. Their
 * {@code num} must be the integer of an attachment. Not thread-safe; lives as long as one message is decoded.
 *
 * <p>As for the reference parser, of members with the same name the last one counts, a name may be written with escapes,
 * and a placeholder stands for the whole object, whatever else is in it.
 */
final class Placeholders {
    /** No places. */
    static final int[] NONE = {};

    /** What {@code num} is where it is no usable number. */
    private static final int NO_NUMBER = -1;

    private final byte[] in;
    private final int attachments;
    private final NameCache names;

    /** Three numbers per open container: begin, whether it is a placeholder, {@code num}. */
    private int[] open = new int[24];

    private int openTop;

    /** Three numbers per place: begin, end, {@code num}; in the order of the document. */
    private int[] found = new int[12];

    private int foundTop;

    private Placeholders(byte[] in, int attachments, NameCache names) {
        this.in = in;
        this.names = names;
        this.attachments = attachments;
    }

    /**
     * Begin, end and attachment number of each place, in the order of the document and not inside each other.
     *
     * @throws PacketFormatException if a place names no attachment
     */
    static int[] find(byte[] json, int from, int attachments, NameCache names) throws PacketFormatException {
        Placeholders search = new Placeholders(json, attachments, names);
        search.run(from);
        search.check();
        return search.foundTop == 0 ? NONE : Arrays.copyOf(search.found, search.foundTop);
    }

    /** What stood inside of other places is forgotten by now. */
    private void check() throws PacketFormatException {
        for (int i = 2; i < foundTop; i += 3) {
            if (found[i] < 0 || found[i] >= attachments) {
                throw new PacketFormatException("illegal attachments");
            }
        }
    }

    private void run(int from) {
        int p = from;
        while (p < in.length) {
            switch (in[p]) {
                case '"' -> p = string(p);
                case '{', '[' -> {
                    if (openTop == open.length) {
                        open = Arrays.copyOf(open, openTop * 2);
                    }
                    open[openTop++] = p++;
                    open[openTop++] = 0;
                    open[openTop++] = NO_NUMBER;
                }
                case '}', ']' -> {
                    p++;
                    openTop -= 3;
                    if (open[openTop + 1] == 1) {
                        add(open[openTop], p, open[openTop + 2]);
                    }
                }
                default -> p++;
            }
        }
    }

    /** A string, and the colon and the interesting values behind it if it is a name; returns where to go on. */
    private int string(int from) {
        int next = JsonReader.skipWhitespace(in, JsonReader.endOfString(in, from));
        if (next == in.length || in[next] != ':') {
            return next;
        }
        int value = JsonReader.skipWhitespace(in, next + 1);
        if (isName(from, "_placeholder")) {
            open[openTop - 2] = in[value] == 't' ? 1 : 0;
        } else if (isName(from, "num")) {
            open[openTop - 1] = number(value);
        }
        return value;
    }

    /** Whether the string that begins with its quote at an index is a certain one, however it is written. */
    private boolean isName(int from, String name) {
        int i = from + 1;
        for (int n = 0; n < name.length(); n++, i++) {
            if (in[i] != name.charAt(n)) {
                return in[i] == '\\' && new JsonReader(in, names).name(from).equals(name);
            }
        }
        return in[i] == '"';
    }

    private int number(int from) {
        int p = from;
        while (p < in.length && ",}] \t\r\n".indexOf(in[p]) < 0) {
            p++;
        }
        if ((in[from] != '-' && in[from] < '0') || in[from] > '9') {
            return NO_NUMBER;
        }
        double number = Double.parseDouble(new String(in, from, p - from, StandardCharsets.ISO_8859_1));
        return number == (int) number ? (int) number : NO_NUMBER;
    }

    private void add(int begin, int end, int number) {
        while (foundTop > 0 && found[foundTop - 3] > begin) {
            foundTop -= 3;
        }
        if (foundTop == found.length) {
            found = Arrays.copyOf(found, foundTop * 2);
        }
        found[foundTop++] = begin;
        found[foundTop++] = end;
        found[foundTop++] = number;
    }
}
