package dev.sockeye.socketio.emitter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Data as MessagePack, by the rules of the library that the Node servers use (notepack 3): whole numbers are written as the
 * shortest integer, all others as float 64, points in time as the timestamp extension, binary as bin. Not thread-safe; made
 * for one message.
 */
final class MessagePackBytes {
    private static final int MAX_DEPTH = 500;
    private static final double TWO_TO_63 = 0x1p63;

    private byte[] out = new byte[256];
    private int p;

    private MessagePackBytes() {}

    /**
     * Encodes data.
     *
     * @throws IllegalArgumentException if there is an object that is no data, or they are nested more than 500 deep
     */
    static byte[] encode(@Nullable Object data) {
        MessagePackBytes message = new MessagePackBytes();
        message.value(data, 0);
        return Arrays.copyOf(message.out, message.p);
    }

    private void value(@Nullable Object value, int depth) {
        if (value == null) {
            put(0xc0);
        } else if (value instanceof String s) {
            string(s);
        } else if (value instanceof Boolean b) {
            put(b ? 0xc3 : 0xc2);
        } else if (value instanceof Number n) {
            number(n);
        } else if (value instanceof byte[] bytes) {
            binary(bytes);
        } else if (value instanceof Instant instant) {
            instant(instant);
        } else if (depth == MAX_DEPTH) {
            throw new IllegalArgumentException("nested more than " + MAX_DEPTH + " deep");
        } else if (value instanceof Map<?, ?> map) {
            mapHeader(map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                string(String.valueOf(entry.getKey()));
                value(entry.getValue(), depth + 1);
            }
        } else if (value instanceof List<?> list) {
            arrayHeader(list.size());
            for (Object element : list) {
                value(element, depth + 1);
            }
        } else {
            throw new IllegalArgumentException(value.getClass().getName() + " is no data");
        }
    }

    private void mapHeader(int size) {
        if (size < 16) {
            put(0x80 | size);
        } else {
            header16or32(0xde, size);
        }
    }

    private void arrayHeader(int size) {
        if (size < 16) {
            put(0x90 | size);
        } else {
            header16or32(0xdc, size);
        }
    }

    private void string(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        if (utf8.length < 32) {
            put(0xa0 | utf8.length);
        } else if (utf8.length < 0x100) {
            put(0xd9);
            put(utf8.length);
        } else {
            header16or32(0xda, utf8.length);
        }
        raw(utf8);
    }

    private void integer(long number) {
        if (number >= 0) {
            if (number < 0x80) {
                put((int) number);
            } else if (number < 0x100) {
                put(0xcc, number, 1);
            } else if (number < 0x10000) {
                put(0xcd, number, 2);
            } else if (number < 0x1_0000_0000L) {
                put(0xce, number, 4);
            } else {
                put(0xcf, number, 8);
            }
        } else if (number >= -0x20) {
            put((int) number);
        } else if (number >= Byte.MIN_VALUE) {
            put(0xd0, number, 1);
        } else if (number >= Short.MIN_VALUE) {
            put(0xd1, number, 2);
        } else if (number >= Integer.MIN_VALUE) {
            put(0xd2, number, 4);
        } else {
            put(0xd3, number, 8);
        }
    }

    private void raw(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, out, p, bytes.length);
        p += bytes.length;
    }

    private void number(Number number) {
        if (number instanceof BigInteger big ? big.bitLength() < 64 : isWholeNumberType(number)) {
            integer(number.longValue());
            return;
        }
        double value = number.doubleValue();
        if (value == Math.rint(value) && Math.abs(value) < TWO_TO_63) {
            integer((long) value);
        } else {
            put(0xcb, Double.doubleToLongBits(value), 8);
        }
    }

    private static boolean isWholeNumberType(Number number) {
        return number instanceof Integer || number instanceof Long || number instanceof Short || number instanceof Byte;
    }

    private void binary(byte[] bytes) {
        int length = bytes.length;
        if (length < 0x100) {
            put(0xc4);
            put(length);
        } else {
            header16or32(0xc5, length);
        }
        raw(bytes);
    }

    private void instant(Instant instant) {
        // As a JavaScript date: no finer than milliseconds.
        long seconds = instant.getEpochSecond();
        long nanos = instant.getNano() / 1_000_000 * 1_000_000L;
        if (nanos == 0 && seconds >>> 32 == 0) {
            put(0xd6);
            put(0xff, seconds, 4);
        } else if (seconds >>> 34 == 0) {
            put(0xd7);
            put(0xff, nanos << 34 | seconds, 8);
        } else {
            put(0xc7);
            put(12);
            put(0xff, nanos, 4);
            put(seconds, 8);
        }
    }

    private void header16or32(int prefix16, int size) {
        if (size < 0x10000) {
            put(prefix16, size, 2);
        } else {
            put(prefix16 + 1, size, 4);
        }
    }

    private void put(int oneByte) {
        reserve(1);
        out[p++] = (byte) oneByte;
    }

    private void put(int prefix, long number, int bytes) {
        put(prefix);
        put(number, bytes);
    }

    private void put(long number, int bytes) {
        reserve(bytes);
        for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
            out[p++] = (byte) (number >> shift);
        }
    }

    private void reserve(int bytes) {
        if (out.length - p < bytes) {
            out = Arrays.copyOf(out, Math.max(Math.addExact(p, bytes), out.length + (out.length >> 1)));
        }
    }
}
