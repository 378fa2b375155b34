package dev.sockeye.socketio.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes MessagePack piece by piece, by the rules of the library that the Node servers use (notepack 3): whole numbers are
 * written as the shortest integer, all others as float 64, points in time as the timestamp extension, binary as bin. Not
 * thread-safe.
 */
public final class MessagePackWriter {
    private static final int MAX_DEPTH = 1_000;
    private static final double TWO_TO_63 = 0x1p63;

    private final int maxDepth;
    private final boolean oldDates;
    private byte[] out;
    private int p;

    private MessagePackWriter(int maxDepth, boolean oldDates, int capacity) {
        this.maxDepth = maxDepth;
        this.oldDates = oldDates;
        this.out = new byte[capacity];
    }

    /**
     * Encodes data.
     *
     * @param maxDepth most lists and maps inside each other
     * @throws IllegalArgumentException if there is an object that is no data, or they are nested deeper
     */
    public static byte[] encode(@Nullable Object data, int maxDepth) {
        MessagePackWriter writer = new MessagePackWriter(maxDepth, false, 256);
        writer.value(data);
        return writer.toByteArray();
    }

    /**
     * A writer for peers with notepack 2, which know dates as extension 0 only: the clients with {@code
     * socket.io-msgpack-parser}.
     *
     * @param capacity bytes that are probably needed
     */
    public static MessagePackWriter forNotepack2(int capacity) {
        return new MessagePackWriter(MAX_DEPTH, true, capacity);
    }

    /** What was written. Not a copy if nothing more is written. */
    public byte[] toByteArray() {
        return p == out.length ? out : Arrays.copyOf(out, p);
    }

    /**
     * Writes data: those of the package, and also {@code ByteBuffer}, {@code Date}, any collection, and keys of any kind by
     * their text.
     *
     * @throws IllegalArgumentException if there is an object that is no data, or they are nested more than 1,000 deep, or
     *     what {@link #encode} was told
     */
    public void value(@Nullable Object value) {
        value(value, 0);
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
            binary(bytes, 0, bytes.length);
        } else if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            binary(bytes, 0, bytes.length);
        } else if (value instanceof Instant instant) {
            instant(instant);
        } else if (value instanceof Date date) {
            instant(Instant.ofEpochMilli(date.getTime()));
        } else if (depth == maxDepth) {
            throw new IllegalArgumentException("nested more than " + maxDepth + " deep");
        } else if (value instanceof Map<?, ?> map) {
            mapHeader(map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                string(String.valueOf(entry.getKey()));
                value(entry.getValue(), depth + 1);
            }
        } else if (value instanceof Collection<?> collection) {
            arrayHeader(collection.size());
            for (Object element : collection) {
                value(element, depth + 1);
            }
        } else {
            throw new IllegalArgumentException(value.getClass().getName() + " is no data");
        }
    }

    /** The beginning of a map; as many keys and values must follow. */
    public void mapHeader(int size) {
        if (size < 16) {
            put(0x80 | size);
        } else {
            header16or32(0xde, size);
        }
    }

    /** The beginning of an array; as many values must follow. */
    public void arrayHeader(int size) {
        if (size < 16) {
            put(0x90 | size);
        } else {
            header16or32(0xdc, size);
        }
    }

    /** Text. */
    public void string(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        if (utf8.length < 32) {
            put(0xa0 | utf8.length);
        } else if (utf8.length < 0x100) {
            put(0xd9);
            put(utf8.length);
        } else {
            header16or32(0xda, utf8.length);
        }
        raw(utf8, 0, utf8.length);
    }

    /** A whole number in the fewest bytes. */
    public void integer(long number) {
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

    /** Bytes that are MessagePack already. */
    public void raw(byte[] bytes, int begin, int length) {
        reserve(length);
        System.arraycopy(bytes, begin, out, p, length);
        p += length;
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

    private void binary(byte[] bytes, int begin, int length) {
        if (length < 0x100) {
            put(0xc4);
            put(length);
        } else {
            header16or32(0xc5, length);
        }
        raw(bytes, begin, length);
    }

    private void instant(Instant instant) {
        if (oldDates) {
            put(0xd7);
            put(0, milliseconds(instant), 8);
            return;
        }
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

    /** What fits into no long is no date to JavaScript either, whose dates end long before. */
    private static long milliseconds(Instant instant) {
        try {
            return instant.toEpochMilli();
        } catch (ArithmeticException e) {
            return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
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
