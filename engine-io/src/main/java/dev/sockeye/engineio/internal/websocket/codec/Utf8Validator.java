package dev.sockeye.engineio.internal.websocket.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF) that arrives in pieces. It refuses
 * at the first byte that cannot be continued to a well-formed text. Not thread-safe; owned by a {@link MessageBuffer}.
 */
final class Utf8Validator {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** Above every continuation byte and below every lead byte, as signed bytes. */
    private static final byte AFTER_CONTINUATION = (byte) 0xC0;

    /** Continuation bytes that the current character still lacks. */
    private int missing;
    /** Smallest and largest value the next continuation byte may have. */
    private int lowest;

    private int highest;

    /** Whether the bytes are a whole text. */
    static boolean isWhole(byte[] bytes) {
        Utf8Validator validator = new Utf8Validator();
        return validator.accept(bytes, 0, bytes.length) && validator.isComplete();
    }

    void reset() {
        missing = 0;
    }

    /** Whether all bytes so far end with a whole character. */
    boolean isComplete() {
        return missing == 0;
    }

    /** Takes {@code bytes[from, to)}; false if the text is broken, after which only {@link #reset()} makes sense. */
    boolean accept(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (missing != 0) {
                int next = bytes[i++] & 0xFF;
                if (next < lowest || next > highest) {
                    return false;
                }
                missing--;
                lowest = 0x80;
                highest = 0xBF;
                continue;
            }
            i = skipWholeCharacters(bytes, i, to);
            if (i < to && !startCharacter(bytes[i++] & 0xFF)) {
                return false;
            }
        }
        return true;
    }

    /** Skips ASCII and the characters of two and three bytes that need no look at their range: nearly all there are. */
    private static int skipWholeCharacters(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            int lead = bytes[i];
            if (lead >= 0) {
                i = skipAscii(bytes, i + 1, to);
            } else if (lead >= (byte) 0xC2 && lead < (byte) 0xE0 && i + 1 < to && bytes[i + 1] < AFTER_CONTINUATION) {
                i += 2;
            } else if (lead > (byte) 0xE0
                    && lead < (byte) 0xF0
                    && lead != (byte) 0xED
                    && i + 2 < to
                    && bytes[i + 1] < AFTER_CONTINUATION
                    && bytes[i + 2] < AFTER_CONTINUATION) {
                i += 3;
            } else {
                return i;
            }
        }
        return i;
    }

    private static int skipAscii(byte[] bytes, int from, int to) {
        int i = from;
        while (i + 8 <= to && ((long) LONGS.get(bytes, i) & Masking.NOT_ASCII) == 0) {
            i += 8;
        }
        return i;
    }

    private boolean startCharacter(int lead) {
        lowest = 0x80;
        highest = 0xBF;
        if (lead < 0xC2) { // a stray continuation byte, or the overlong C0 and C1
            return false;
        }
        if (lead < 0xE0) {
            missing = 1;
        } else if (lead < 0xF0) {
            missing = 2;
            if (lead == 0xE0) {
                lowest = 0xA0; // below: overlong
            } else if (lead == 0xED) {
                highest = 0x9F; // above: surrogates
            }
        } else if (lead < 0xF5) {
            missing = 3;
            if (lead == 0xF0) {
                lowest = 0x90; // below: overlong
            } else if (lead == 0xF4) {
                highest = 0x8F; // above: beyond U+10FFFF
            }
        } else {
            return false;
        }
        return true;
    }
}
