package dev.sockeye.socketio.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads MessagePack piece by piece; see {@link MessagePack}. No length that the bytes only announce is ever allocated.
 * Not thread-safe.
 */
public final class MessagePackReader {
    /** Up to here every whole number has a double of its own. */
    private static final double MAX_SAFE_INTEGER = 1L << 53;

    private final byte[] in;
    private final int maxDepth;
    private int p;

    /**
     * A reader.
     *
     * @param bytes MessagePack up to the end of the array
     * @param position where to begin
     * @param maxDepth most arrays and maps inside each other; at most 1,000
     */
    public MessagePackReader(byte[] bytes, int position, int maxDepth) {
        if (maxDepth < 1 || maxDepth > 1_000) {
            throw new IllegalArgumentException("maxDepth: " + maxDepth + " (expected: 1 to 1000)");
        }
        this.in = bytes;
        this.p = position;
        this.maxDepth = maxDepth;
    }

    /** Index of the next byte. */
    public int position() {
        return p;
    }

    /** The next byte, 0 to 255, which stays the next one. */
    public int peek() throws PacketFormatException {
        require(1);
        return in[p] & 0xff;
    }

    /** Checks that nothing follows. */
    public void end() throws PacketFormatException {
        if (p != in.length) {
            throw new PacketFormatException(in.length - p + " trailing bytes");
        }
    }

    /** The size of a map whose keys and values follow; -1 if the next value is no map, and then nothing is read. */
    public int mapHeader() throws PacketFormatException {
        int prefix = peek();
        if (prefix >= 0x80 && prefix < 0x90) {
            p++;
            return announced(prefix & 0xf, 2);
        }
        if (prefix == 0xde || prefix == 0xdf) {
            p++;
            return announced(number(prefix == 0xde ? 2 : 4), 2);
        }
        return -1;
    }

    /** The size of an array whose values follow; -1 if the next value is no array, and then nothing is read. */
    public int arrayHeader() throws PacketFormatException {
        int prefix = peek();
        if (prefix >= 0x90 && prefix < 0xa0) {
            p++;
            return announced(prefix & 0xf, 1);
        }
        if (prefix == 0xdc || prefix == 0xdd) {
            p++;
            return announced(number(prefix == 0xdc ? 2 : 4), 1);
        }
        return -1;
    }

    /** Whether the next value is {@code undefined} as notepack 2 writes it. */
    public boolean isUndefined() throws PacketFormatException {
        return peek() == 0xd4 && p + 1 < in.length && in[p + 1] == 0;
    }

    /** Checks the next value and goes behind it. */
    public void skip() throws PacketFormatException {
        // How many values the open containers still expect; the innermost is last.
        int[] expected = new int[16];
        int depth = 0;
        while (true) {
            int children = arrayHeader();
            if (children < 0) {
                children = mapHeader() * 2; // a map of keys and values; -2 if it is neither
            }
            if (children < 0) {
                skipScalar();
            } else if (depth == maxDepth) {
                throw tooDeep();
            } else {
                if (depth == expected.length) {
                    expected = Arrays.copyOf(expected, depth * 2);
                }
                expected[depth++] = children;
            }
            while (depth > 0 && expected[depth - 1] == 0) {
                depth--;
            }
            if (depth == 0) {
                return;
            }
            expected[depth - 1]--;
        }
    }

    private void skipScalar() throws PacketFormatException {
        int prefix = peek();
        p++;
        if (prefix < 0x80 || prefix >= 0xe0) {
            return;
        }
        if (prefix < 0xc0) {
            take(prefix & 0x1f);
            return;
        }
        take(
                switch (prefix) {
                    case 0xc0, 0xc2, 0xc3 -> 0;
                    case 0xc4, 0xd9 -> number(1);
                    case 0xc5, 0xda -> number(2);
                    case 0xc6, 0xdb -> number(4);
                    case 0xc7 -> number(1) + 1;
                    case 0xc8 -> number(2) + 1;
                    case 0xc9 -> number(4) + 1;
                    case 0xcc, 0xd0 -> 1;
                    case 0xcd, 0xd1, 0xd4 -> 2;
                    case 0xca, 0xce, 0xd2 -> 4;
                    case 0xcb, 0xcf, 0xd3 -> 8;
                    case 0xd5 -> 3;
                    case 0xd6 -> 5;
                    case 0xd7 -> 9;
                    case 0xd8 -> 17;
                    default -> throw unknownPrefix(prefix);
                });
    }

    /** The next value as data. */
    public @Nullable Object value() throws PacketFormatException {
        return value(0);
    }

    private @Nullable Object value(int depth) throws PacketFormatException {
        int size = arrayHeader();
        if (size >= 0) {
            if (depth == maxDepth) {
                throw tooDeep();
            }
            List<@Nullable Object> list = new ArrayList<>(Math.min(size, 16));
            for (int i = 0; i < size; i++) {
                list.add(value(depth + 1));
            }
            return list;
        }
        size = mapHeader();
        if (size >= 0) {
            if (depth == maxDepth) {
                throw tooDeep();
            }
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            for (int i = 0; i < size; i++) {
                String key = key(depth + 1);
                map.put(key, value(depth + 1));
            }
            return map;
        }
        return scalar();
    }

    /** The next value as the key of a map. */
    public String key() throws PacketFormatException {
        return key(0);
    }

    private String key(int depth) throws PacketFormatException {
        int prefix = peek();
        boolean undefined = isUndefined();
        Object key = value(depth);
        if (undefined) {
            return "undefined";
        }
        // notepack 2 makes array buffers of extensions
        return key instanceof byte[] && prefix >= 0xc7 ? "[object ArrayBuffer]" : keyText(key);
    }

    /** The name that JavaScript makes of a key of any kind, as far as it does not depend on who asks. */
    private static String keyText(@Nullable Object key) {
        if (key instanceof List<?> list) {
            StringBuilder text = new StringBuilder();
            appendElements(list, text);
            return text.toString();
        }
        if (key instanceof byte[] bytes) {
            return new String(bytes, UTF_8);
        }
        return key instanceof Map ? "[object Object]" : String.valueOf(key);
    }

    /** Into one text, however deep: what each level would copy adds up. */
    private static void appendElements(List<?> list, StringBuilder text) {
        for (int i = 0; i < list.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            Object element = list.get(i);
            if (element instanceof List<?> inner) {
                appendElements(inner, text);
            } else if (element != null) {
                text.append(keyText(element));
            }
        }
    }

    /** A value that holds no others. */
    private @Nullable Object scalar() throws PacketFormatException {
        int prefix = peek();
        p++;
        if (prefix < 0x80) {
            return prefix;
        }
        if (prefix >= 0xe0) {
            return (int) (byte) prefix;
        }
        if (prefix < 0xc0) {
            return string(prefix & 0x1f);
        }
        return switch (prefix) {
            case 0xc0 -> null;
            case 0xc2 -> false;
            case 0xc3 -> true;
            case 0xc4 -> binary(number(1));
            case 0xc5 -> binary(number(2));
            case 0xc6 -> binary(number(4));
            case 0xc7 -> extension(number(1));
            case 0xc8 -> extension(number(2));
            case 0xc9 -> extension(number(4));
            case 0xca -> floating(Float.intBitsToFloat((int) number(4)));
            case 0xcb -> floating(Double.longBitsToDouble(number(8)));
            case 0xcc -> narrowest(number(1));
            case 0xcd -> narrowest(number(2));
            case 0xce -> narrowest(number(4));
            case 0xcf -> unsigned(number(8));
            case 0xd0 -> (int) (byte) number(1);
            case 0xd1 -> (int) (short) number(2);
            case 0xd2 -> (int) number(4);
            case 0xd3 -> narrowest(number(8));
            case 0xd4 -> fixedExtension(1);
            case 0xd5 -> fixedExtension(2);
            case 0xd6 -> fixedExtension(4);
            case 0xd7 -> fixedExtension(8);
            case 0xd8 -> fixedExtension(16);
            case 0xd9 -> string(number(1));
            case 0xda -> string(number(2));
            case 0xdb -> string(number(4));
            default -> throw unknownPrefix(prefix);
        };
    }

    private String string(long length) throws PacketFormatException {
        int from = take(length);
        return new String(in, from, p - from, UTF_8);
    }

    private byte[] binary(long length) throws PacketFormatException {
        int from = take(length);
        return Arrays.copyOfRange(in, from, p);
    }

    /** Fixed ones of type 0 are what notepack 2 made of {@code undefined} and dates. */
    private @Nullable Object fixedExtension(int length) throws PacketFormatException {
        byte type = (byte) number(1);
        int from = take(length);
        if (type == 0 && length == 1) {
            return null;
        }
        if (type == 0 && length == 8) {
            return Instant.ofEpochMilli(number(from, 8));
        }
        if (type == -1 && (length == 4 || length == 8)) {
            return timestamp(from, length);
        }
        return unknown(type, from);
    }

    /** Of type 0 it is what notepack 2 made of array buffers. */
    private @Nullable Object extension(long length) throws PacketFormatException {
        byte type = (byte) number(1);
        int from = take(length);
        if (type == 0) {
            return Arrays.copyOfRange(in, from, p);
        }
        return type == -1 && length == 12 ? timestamp(from, 12) : unknown(type, from);
    }

    private List<Object> unknown(byte type, int from) {
        List<Object> list = new ArrayList<>(2);
        list.add((int) type);
        list.add(Arrays.copyOfRange(in, from, p));
        return list;
    }

    /** Null for a time that no {@link Instant} can hold, as JSON makes null of JavaScript's invalid dates. */
    private @Nullable Instant timestamp(int from, int length) {
        if (length == 4) {
            return Instant.ofEpochSecond(number(from, 4));
        }
        if (length == 8) {
            long both = number(from, 8);
            return Instant.ofEpochSecond(both & 0x3_ffff_ffffL, both >>> 34);
        }
        try {
            return Instant.ofEpochSecond(number(from + 4, 8), number(from, 4));
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static Number unsigned(long number) {
        return number >= 0 ? narrowest(number) : (Number) ((number >>> 32) * 0x1p32 + (number & 0xffff_ffffL));
    }

    /** As JavaScript takes them: a whole number is one, however it is written. */
    private static Number floating(double number) {
        if (number == Math.rint(number) && Math.abs(number) <= MAX_SAFE_INTEGER) {
            return narrowest((long) number);
        }
        return number;
    }

    private static Number narrowest(long number) {
        if (number == (int) number) {
            return (int) number;
        }
        return number;
    }

    /** A big-endian number of 1, 2, 4 or 8 bytes, unsigned if shorter than 8. */
    private long number(int bytes) throws PacketFormatException {
        return number(take(bytes), bytes);
    }

    private long number(int from, int bytes) {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number = number << 8 | in[from + i] & 0xff;
        }
        return number;
    }

    /** Each element takes a byte at least, so what does not fit into the rest is refused at once. */
    private int announced(long size, int bytesPerElement) throws PacketFormatException {
        if (size * bytesPerElement > in.length - p) {
            throw truncated();
        }
        return (int) size;
    }

    /** Goes behind some bytes; returns where they begin. */
    private int take(long length) throws PacketFormatException {
        require(length);
        int from = p;
        p += (int) length;
        return from;
    }

    private void require(long length) throws PacketFormatException {
        if (length > in.length - p) {
            throw truncated();
        }
    }

    private static PacketFormatException unknownPrefix(int prefix) {
        return new PacketFormatException("no MessagePack: byte " + prefix);
    }

    private static PacketFormatException truncated() {
        return new PacketFormatException("truncated MessagePack");
    }

    private PacketFormatException tooDeep() {
        return new PacketFormatException("nested more than " + maxDepth + " deep");
    }
}
