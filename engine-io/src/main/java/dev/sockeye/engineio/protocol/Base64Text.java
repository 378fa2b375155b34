package dev.sockeye.engineio.protocol;

import java.util.Arrays;
import java.util.Base64;

/**
 * Reads base64 as leniently as the reference server does: the URL alphabet is taken too, what belongs to no alphabet is
 * skipped, padding may be missing.
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
        byte[] part = from == 0 && to == text.length ? text : Arrays.copyOfRange(text, from, to);
        try {
            return Base64.getDecoder().decode(part);
        } catch (IllegalArgumentException e) {
            return decodeLeniently(part);
        }
    }

    private static byte[] decodeLeniently(byte[] text) {
        byte[] out = new byte[text.length / 4 * 3 + 3];
        int length = 0;
        int bits = 0;
        int count = 0;
        for (byte b : text) {
            int value = VALUES[b & 0xff];
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
