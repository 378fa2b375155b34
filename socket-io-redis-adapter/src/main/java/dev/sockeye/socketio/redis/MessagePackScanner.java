package dev.sockeye.socketio.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks over MessagePack without making anything of what it skips. Reading past the end throws
 * ArrayIndexOutOfBoundsException. Not thread-safe.
 */
final class MessagePackScanner {
    private final byte[] bytes;
    private int at;

    MessagePackScanner(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A small whole number, or -1, then nothing is read. */
    int smallNumber() {
        int b = bytes[at] & 0xff;
        if (b >= 0x80) {
            return -1;
        }
        at++;
        return b;
    }

    /** The rooms in options, which come as a map; null if they are not to be found there. */
    @Nullable
    List<String> roomsOfOptions() {
        int entries = mapSize();
        List<String> rooms = null;
        for (int i = 0; i < entries; i++) {
            String key = string();
            if (!"rooms".equals(key)) {
                skip(key == null ? 2 : 1);
                continue;
            }
            rooms = rooms(); // of several the last counts, as for the decoder
            if (rooms == null) {
                return null;
            }
        }
        return rooms;
    }

    private @Nullable List<String> rooms() {
        int size = arraySize();
        if (size < 0 || size > bytes.length) {
            return null;
        }
        List<String> rooms = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            String room = string();
            if (room == null) {
                // A number; the decoder knows the forms.
                return null;
            }
            rooms.add(room);
        }
        return rooms;
    }

    /** The size of an array, whose header is read, or -1, then nothing is. */
    int arraySize() {
        int b = bytes[at] & 0xff;
        if ((b & 0xf0) == 0x90) {
            at++;
            return b & 0x0f;
        }
        return b == 0xdc ? length(2) : b == 0xdd ? length(4) : -1;
    }

    /** The size of a map, whose header is read, or -1, then nothing is. */
    int mapSize() {
        int b = bytes[at] & 0xff;
        if ((b & 0xf0) == 0x80) {
            at++;
            return b & 0x0f;
        }
        return b == 0xde ? length(2) : b == 0xdf ? length(4) : -1;
    }

    /** A string, or null, then nothing is read. */
    @Nullable
    String string() {
        int b = bytes[at] & 0xff;
        int length;
        if ((b & 0xe0) == 0xa0) {
            at++;
            length = b & 0x1f;
        } else if (b >= 0xd9 && b <= 0xdb) {
            length = length(1 << (b - 0xd9));
        } else {
            return null;
        }
        int start = at;
        advance(length);
        return new String(bytes, start, length, StandardCharsets.UTF_8);
    }

    /** Skips values, without recursion: a hostile message must not use up the stack. */
    void skip(long values) {
        long left = values;
        while (left > 0) {
            left += children() - 1;
        }
    }

    /** Skips one value without what is in it; tells how many values that is. */
    private long children() {
        int b = bytes[at] & 0xff;
        if (b < 0x80 || b >= 0xe0 || b == 0xc0 || b == 0xc2 || b == 0xc3) {
            at++;
        } else if (b < 0x90) {
            at++;
            return (b & 0x0f) * 2L;
        } else if (b < 0xa0) {
            at++;
            return b & 0x0f;
        } else if (b < 0xc0) {
            at++;
            advance(b & 0x1f);
        } else {
            return childrenOfLong(b);
        }
        return 0;
    }

    private long childrenOfLong(int b) {
        switch (b) {
            case 0xc4, 0xc5, 0xc6 -> advance(length(1 << (b - 0xc4)));
            case 0xc7, 0xc8, 0xc9 -> advance(length(1 << (b - 0xc7)) + 1);
            case 0xca, 0xce, 0xd2 -> advance(5);
            case 0xcb, 0xcf, 0xd3 -> advance(9);
            case 0xcc, 0xd0 -> advance(2);
            case 0xcd, 0xd1 -> advance(3);
            case 0xd4, 0xd5, 0xd6, 0xd7, 0xd8 -> advance(2 + (1 << (b - 0xd4)));
            case 0xd9, 0xda, 0xdb -> advance(length(1 << (b - 0xd9)));
            case 0xdc -> {
                return length(2);
            }
            case 0xdd -> {
                return length(4);
            }
            case 0xde -> {
                return length(2) * 2L;
            }
            case 0xdf -> {
                return length(4) * 2L;
            }
            default -> throw new ArrayIndexOutOfBoundsException(at);
        }
        return 0;
    }

    /** Reads a length that follows the type byte. */
    private int length(int size) {
        at++;
        int length = 0;
        for (int i = 0; i < size; i++) {
            length = length << 8 | bytes[at++] & 0xff;
        }
        if (length < 0) {
            throw new ArrayIndexOutOfBoundsException(at);
        }
        return length;
    }

    private void advance(int count) {
        // Also when it is not followed by a read: the value must lie in the message.
        if (count < 0 || count > bytes.length - at) {
            throw new ArrayIndexOutOfBoundsException(at);
        }
        at += count;
    }
}
