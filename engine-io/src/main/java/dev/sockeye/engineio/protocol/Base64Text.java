package dev.sockeye.engineio.protocol;

import java.util.Arrays;
import java.util.Base64;

/**
 * Reads base64 as leniently as the reference server does: the URL alphabet is taken too, what belongs to no alphabet is
 * skipped, padding may be missing, and what follows it is ignored.
 */
public final class Base64Text {
    private static final byte[] VALUES = new byte[256];

    static {
        Arrays.fill(VALUES, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            VALUES[alphabet.charAt(i)] = (byte) i;
        }
        VALUES['-'] = 62;
        VALUES['_'] = 63;
    }

    private Base64Text() {}

    /** The bytes of the text between two indexes. */
    public static byte[] decode(byte[] text, int from, int to) {
        // Looked at before: a body can hold a great many broken ones, and an exception for each would cost too much.
        if (!isRegular(text, from, to)) {
            return decodeLeniently(text, from, to);
        }
        byte[] part = from == 0 && to == text.length ? text : Arrays.copyOfRange(text, from, to);
        return Base64.getDecoder().decode(part);
    }

    /** Whether it is whole groups of the standard alphabet, the last one perhaps padded. */
    private static boolean isRegular(byte[] text, int from, int to) {
        if ((to - from) % 4 != 0) {
            return false;
        }
        int end = to;
        while (end > from && end > to - 2 && text[end - 1] == '=') {
            end--;
        }
        for (int i = from; i < end; i++) {
            byte b = text[i];
            if (VALUES[b & 0xff] < 0 || b == '-' || b == '_') {
                return false;
            }
        }
        return true;
    }

    private static byte[] decodeLeniently(byte[] text, int from, int to) {
        byte[] out = new byte[(to - from) / 4 * 3 + 3];
        int length = 0;
        int bits = 0;
        int count = 0;
        for (int i = from; i < to; i++) {
            if (text[i] == '=') {
                break;
            }
            int value = VALUES[text[i] & 0xff];
            if (value < 0) {
                continue;
            }
            bits = bits << 6 | value;
            if (++count == 4) {
                out[length++] = (byte) (bits >> 16);
                out[length++] = (byte) (bits >> 8);
                out[length++] = (byte) bits;
                bits = 0;
                count = 0;
            }
        }
        if (count >= 2) {
            bits <<= 6 * (4 - count);
            out[length++] = (byte) (bits >> 16);
            if (count == 3) {
                out[length++] = (byte) (bits >> 8);
            }
        }
        return Arrays.copyOf(out, length);
    }
}
