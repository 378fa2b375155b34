package dev.sockeye.socketio.data;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes data as JSON the way {@code JSON.stringify} does. */
public final class JsonWriter {
    private static final int MAX_DEPTH = 500;
    private static final double MAX_SAFE_INTEGER = 9007199254740991d;
    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder out = new StringBuilder(256);
    private final boolean binaryAllowed;
    private boolean binary;

    private JsonWriter(boolean binaryAllowed) {
        this.binaryAllowed = binaryAllowed;
    }

    /**
     * Encodes data in UTF-8; empty if there is a byte array in it, which JSON cannot carry.
     *
     * @throws IllegalArgumentException if there is an object that is no data, or they are nested more than 500 deep
     */
    public static Optional<byte[]> encode(@Nullable Object data) {
        JsonWriter writer = new JsonWriter(false);
        writer.value(data, 0);
        return writer.binary ? Optional.empty() : Optional.of(writer.utf8());
    }

    /**
     * Encodes data in UTF-8, byte arrays in the form that Node gives its buffers: an object with {@code type} "Buffer" and
     * the bytes as numbers in {@code data}.
     *
     * @throws IllegalArgumentException if there is an object that is no data, or they are nested more than 500 deep
     */
    public static byte[] encodePlain(@Nullable Object data) {
        JsonWriter writer = new JsonWriter(true);
        writer.value(data, 0);
        return writer.utf8();
    }

    private byte[] utf8() {
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void value(@Nullable Object value, int depth) {
        if (value == null) {
            out.append("null");
        } else if (value instanceof CharSequence text) {
            string(text);
        } else if (value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof Number number) {
            number(number);
        } else if (value instanceof byte[] bytes) {
            bytes(bytes);
        } else if (value instanceof Instant instant) {
            // As toISOString: always with milliseconds.
            string(ISO.format(instant));
        } else if (depth >= MAX_DEPTH) {
            throw new IllegalArgumentException("nested more than " + MAX_DEPTH + " deep");
        } else if (value instanceof List<?> list) {
            list(list, depth + 1);
        } else if (value instanceof Map<?, ?> map) {
            map(map, depth + 1);
        } else {
            throw new IllegalArgumentException("not data: " + value.getClass().getName());
        }
    }

    private void list(List<?> list, int depth) {
        out.append('[');
        for (int i = 0; i < list.size() && !binary; i++) {
            if (i > 0) {
                out.append(',');
            }
            value(list.get(i), depth);
        }
        out.append(']');
    }

    private void map(Map<?, ?> map, int depth) {
        out.append('{');
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (entries.hasNext() && !binary) {
            Map.Entry<?, ?> entry = entries.next();
            string(String.valueOf(entry.getKey()));
            out.append(':');
            value(entry.getValue(), depth);
            if (entries.hasNext()) {
                out.append(',');
            }
        }
        out.append('}');
    }

    private void bytes(byte[] bytes) {
        if (!binaryAllowed) {
            binary = true;
            return;
        }
        out.append("{\"type\":\"Buffer\",\"data\":[");
        for (int i = 0; i < bytes.length; i++) {
            if (i > 0) {
                out.append(',');
            }
            out.append(bytes[i] & 0xff);
        }
        out.append("]}");
    }

    private void number(Number number) {
        if (number instanceof Double || number instanceof Float) {
            double value = number.doubleValue();
            if (Double.isNaN(value) || Double.isInfinite(value)) {
                out.append("null");
            } else if (value == Math.rint(value) && Math.abs(value) <= MAX_SAFE_INTEGER) {
                out.append((long) value);
            } else {
                out.append(number);
            }
        } else {
            out.append(number);
        }
    }

    private void string(CharSequence text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ' || (Character.isSurrogate(c) && !paired(text, i))) {
                        escape(c);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** Half a surrogate pair has no UTF-8 form; as an escape it survives, as with JSON.stringify. */
    private static boolean paired(CharSequence text, int i) {
        char c = text.charAt(i);
        return Character.isHighSurrogate(c)
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }

    private void escape(char c) {
        out.append("\\u")
                .append(HEX[c >> 12])
                .append(HEX[(c >> 8) & 15])
                .append(HEX[(c >> 4) & 15])
                .append(HEX[c & 15]);
    }
}
