package dev.sockeye.engineio.internal.websocket.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Takes the mask of RFC 6455, section 5.3, off a payload, eight bytes at a time. */
final class Masking {
    /** The bits that no ASCII byte has set. */
    static final long NOT_ASCII = 0x8080808080808080L;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Masking() {}

    /**
     * Unmasks {@code bytes[from, to)} in place.
     *
     * @param mask the masking key as it is on the wire, first byte uppermost, turned so that its first byte belongs to
     *     {@code bytes[from]}
     * @return the logical or of all unmasked bytes, spread over a long: pure ASCII if it has no bit of {@link
     *     #NOT_ASCII}. That makes the common case of UTF-8 validation a by-product of this pass.
     */
    static long unmask(byte[] bytes, int from, int to, int mask) {
        int littleEndian = Integer.reverseBytes(mask);
        long pair = (littleEndian & 0xFFFF_FFFFL) | ((long) littleEndian << 32);
        long seen = 0;
        int i = from;
        for (int end = to - 7; i < end; i += 8) {
            long word = (long) LONGS.get(bytes, i) ^ pair;
            LONGS.set(bytes, i, word);
            seen |= word;
        }
        for (; i < to; i++, pair >>>= 8) {
            byte b = (byte) (bytes[i] ^ pair);
            bytes[i] = b;
            seen |= b & 0xFF;
        }
        return seen;
    }

    /** {@code mask} turned for the byte that follows {@code count} masked ones. */
    static int advance(int mask, int count) {
        return Integer.rotateLeft(mask, (count & 3) << 3);
    }
}
