package dev.sockeye.socketio.internal.parser;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the names that came last, so that the same few names of events and members, which make up much of what arrives,
 * are not made again each time. Of fixed size: who sends ever new names only makes others be made again. Thread-safe
 * without locks: a slot that is lost in a race is a name that is made again.
 */
final class NameCache {
    private static final int SLOTS = 512;
    private static final int MAX_LENGTH = 32;

    private final @Nullable String[] slots = new String[SLOTS];

    /** The text of bytes between two indexes; null if it is too long or not ASCII, and so never kept. */
    @Nullable
    String get(byte[] in, int begin, int end) {
        int length = end - begin;
        if (length > MAX_LENGTH) {
            return null;
        }
        int hash = length;
        for (int i = begin; i < end; i++) {
            hash = hash * 31 + in[i];
            if (in[i] < 0) {
                return null;
            }
        }
        int slot = (hash ^ hash >>> 9) & SLOTS - 1;
        String kept = slots[slot];
        if (kept != null && equals(kept, in, begin, length)) {
            return kept;
        }
        String made = new String(in, begin, length, ISO_8859_1);
        slots[slot] = made;
        return made;
    }

    private static boolean equals(String kept, byte[] in, int begin, int length) {
        if (kept.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (kept.charAt(i) != in[begin + i]) {
                return false;
            }
        }
        return true;
    }
}
