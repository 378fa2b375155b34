package dev.sockeye.socketio.internal.parser;

import dev.sockeye.socketio.protocol.PacketFormatException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the rest of a message is one JSON value (RFC 8259, exactly what {@code JSON.parse} takes) and notes where
 * the elements of the top-level array begin and end, without making any value. Not thread-safe; lives as long as one
 * message is decoded.
 *
 * <p>Why not the JSON library: most packets are looked at no further than their name, or are passed on as they are, and
 * the library's tokens alone would cost more than all the rest of that way. What passes here is known to be valid, so
 * everything behind it (reading values, passing them on) can trust the bytes.
 *
 * <p>Iterative: nesting costs one bit per level, and no stack.
 */
final class JsonScanner {
    private final byte[] in;
    private final int end;
    private final ParserLimits limits;

    /** Begin and end of each item, one after the other. */
    private int[] bounds = new int[4]; // a name and an argument

    private int boundCount;
    private byte kind;
    private int depth;

    /** The kinds of the innermost open containers, the newest in the lowest bit; 1 is an object. */
    private long kinds;

    /** {@link #kinds} as it was at each full 64 levels; null until nested that deeply. */
    private long @Nullable [] outerKinds;

    JsonScanner(byte[] in, ParserLimits limits) {
        this.in = in;
        this.end = in.length;
        this.limits = limits;
    }

    /** First character of the value: a bracket, a brace, a quote, a digit or minus, or a letter. */
    byte kind() {
        return kind;
    }

    /** Begin and end of each element of the top-level array, or of the value itself if it is no array. */
    int[] bounds() {
        return boundCount == bounds.length ? bounds : Arrays.copyOf(bounds, boundCount);
    }

    /** Scans from an index to the end of the message. */
    void scan(int from) throws PacketFormatException {
        int p = whitespace(from);
        kind = at(p);
        int itemDepth = kind == '[' ? 1 : 0;
        while (true) {
            // A value begins at p.
            if (depth == itemDepth) {
                addBound(p);
            }
            byte c = at(p);
            if (c == '"') {
                p = string(p + 1);
            } else if (c == '{') {
                push(1);
                p = whitespace(p + 1);
                if (at(p) != '}') {
                    p = key(p);
                    continue;
                }
                p++;
                pop();
            } else if (c == '[') {
                push(0);
                p = whitespace(p + 1);
                if (at(p) != ']') {
                    continue;
                }
                p++;
                pop();
            } else if (c >= 'a') {
                p = literal(p, c);
            } else {
                p = number(p);
            }
            // A value ended before p: close what closes behind it, and find the next one.
            while (true) {
                if (depth == itemDepth) {
                    addBound(p);
                }
                p = whitespace(p);
                if (depth == 0) {
                    if (p != end) {
                        throw invalid();
                    }
                    return;
                }
                byte d = at(p++);
                if (d == ',') {
                    p = whitespace(p);
                    if ((kinds & 1) != 0) {
                        p = key(p);
                    }
                    break;
                }
                if (d != ((kinds & 1) != 0 ? '}' : ']')) {
                    throw invalid();
                }
                pop();
            }
        }
    }

    private byte at(int p) {
        return p < end ? in[p] : 0; // 0 is no part of any JSON text outside of strings, nor is it allowed in them.
    }

    private int whitespace(int from) {
        int p = from;
        while (p < end && in[p] <= ' ' && (in[p] == ' ' || in[p] == '\n' || in[p] == '\r' || in[p] == '\t')) {
            p++;
        }
        return p;
    }

    /** A member's name and the colon; returns where its value begins. */
    private int key(int from) throws PacketFormatException {
        if (at(from) != '"') {
            throw invalid();
        }
        int p = whitespace(string(from + 1));
        if (at(p) != ':') {
            throw invalid();
        }
        return whitespace(p + 1);
    }

    /** The rest of a string behind its opening quote; returns the index behind the closing one. */
    private int string(int from) throws PacketFormatException {
        int p = PlainText.end(in, from, end, '"');
        while (at(p) == '\\') {
            p = PlainText.end(in, escape(p + 1), end, '"');
        }
        // What is none of both is the end of the message, or a control character, which must be escaped.
        if (at(p) != '"' || p - from > limits.maxStringBytes()) {
            throw invalid();
        }
        return p + 1;
    }

    private int escape(int p) throws PacketFormatException {
        switch (at(p)) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
                return p + 1;
            case 'u':
                for (int i = 1; i <= 4; i++) {
                    byte c = at(p + i);
                    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))) {
                        throw invalid();
                    }
                }
                return p + 5;
            default:
                throw invalid();
        }
    }

    private int number(int from) throws PacketFormatException {
        int p = at(from) == '-' ? from + 1 : from;
        p = at(p) == '0' ? p + 1 : digits(p);
        if (at(p) == '.') {
            p = digits(p + 1);
        }
        if (at(p) == 'e' || at(p) == 'E') {
            byte sign = at(p + 1);
            p = digits(sign == '+' || sign == '-' ? p + 2 : p + 1);
        }
        if (p - from > limits.maxNumberLength()) {
            throw invalid();
        }
        return p;
    }

    /** At least one digit; returns the index behind the last one. */
    private int digits(int from) throws PacketFormatException {
        int p = from;
        while (p < end && in[p] >= '0' && in[p] <= '9') {
            p++;
        }
        if (p == from) {
            throw invalid();
        }
        return p;
    }

    private int literal(int p, byte first) throws PacketFormatException {
        String word =
                switch (first) {
                    case 't' -> "true";
                    case 'f' -> "false";
                    case 'n' -> "null";
                    default -> throw invalid();
                };
        for (int i = 1; i < word.length(); i++) {
            if (at(p + i) != word.charAt(i)) {
                throw invalid();
            }
        }
        return p + word.length();
    }

    private void push(int object) throws PacketFormatException {
        if (depth == limits.maxDepth()) {
            throw invalid();
        }
        if ((depth & 63) == 0 && depth > 0) {
            if (outerKinds == null) {
                outerKinds = new long[(limits.maxDepth() >> 6) + 1];
            }
            outerKinds[depth >> 6] = kinds;
        }
        kinds = kinds << 1 | object;
        depth++;
    }

    private void pop() {
        depth--;
        kinds >>>= 1;
        if ((depth & 63) == 0 && outerKinds != null) {
            kinds = outerKinds[depth >> 6];
        }
    }

    private void addBound(int p) {
        if (boundCount == bounds.length) {
            bounds = Arrays.copyOf(bounds, boundCount * 2);
        }
        bounds[boundCount++] = p;
    }

    static PacketFormatException invalid() {
        return new PacketFormatException("invalid payload");
    }
}
