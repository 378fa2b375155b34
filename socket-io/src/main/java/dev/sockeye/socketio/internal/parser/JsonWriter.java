package dev.sockeye.socketio.internal.parser;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.util.RawValue;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Writes values as {@code JSON.stringify} does, as UTF-8, and collects the binary values that it meets, in the order of
 * the document. Not thread-safe; lives as long as one packet is encoded.
 *
 * <p>The same array is attached once, however often it is met: else a peer could name one attachment many times and have
 * it sent out as many times over.
 */
final class JsonWriter {
    private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);
    private static final byte[] PLACEHOLDER = "{\"_placeholder\":true,\"num\":".getBytes(ISO_8859_1);
    private static final int MOST_BYTES_PER_CHAR = 6;

    /** From this length on it pays to look at a text twice. */
    private static final int LONG = 128;

    /** From here on a double may stand between two longs. */
    private static final double WHOLE = 1e15;

    private final JacksonBinding binding;
    private byte[] out;
    private int p;
    private @Nullable List<byte[]> attachments;
    private @Nullable Map<byte[], Integer> attachmentNumbers;

    JsonWriter(JacksonBinding binding, int capacity) {
        this.binding = binding;
        this.out = new byte[capacity];
    }

    /** What was written. */
    byte[] toByteArray() {
        return p == out.length ? out : Arrays.copyOf(out, p);
    }

    /** Bytes written so far. */
    int length() {
        return p;
    }

    /** The binary values in the order of the document. */
    List<byte[]> attachments() {
        return attachments == null ? List.of() : attachments;
    }

    /** One ASCII character as it is. */
    void ascii(char c) {
        reserve(1);
        out[p++] = (byte) c;
    }

    /** Text as it is, without quotes. */
    void plain(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        bytes(utf8, 0, utf8.length);
    }

    /** Bytes as they are. */
    void bytes(byte[] from, int begin, int length) {
        reserve(length);
        System.arraycopy(from, begin, out, p, length);
        p += length;
    }

    /** A whole number. */
    void number(long number) {
        if (number < 0) {
            asciiText(Long.toString(number));
            return;
        }
        int digits = digits(number);
        reserve(digits);
        p += digits;
        long rest = number;
        for (int i = p - 1; digits > 0; digits--, i--) {
            out[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    static int digits(long number) {
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }

    /** Any value. */
    void value(@Nullable Object value) {
        value(value, 0);
    }

    private void value(@Nullable Object value, int depth) {
        if (value instanceof String s) {
            string(s);
        } else if (value instanceof RawJson raw) {
            raw(raw);
        } else if (value == null) {
            asciiText("null");
        } else if (value instanceof Boolean) {
            asciiText(value.toString());
        } else if (value instanceof byte[] binary) {
            attachment(binary);
        } else if (value instanceof ByteBuffer buffer) {
            attachment(BinaryValues.bytes(buffer));
        } else if (!binding.knowsPlainData() || !plainData(value, depth)) {
            tokens(binding.tokens(value));
        }
    }

    private boolean plainData(Object value, int depth) {
        if (value instanceof Integer || value instanceof Long) {
            number(((Number) value).longValue());
        } else if (value instanceof Double d) {
            number(d);
        } else if (value instanceof Map<?, ?> map) {
            checkDepth(depth);
            return object(map, depth);
        } else if (value instanceof Collection<?> collection) {
            checkDepth(depth);
            array(collection, depth);
        } else {
            return false;
        }
        return true;
    }

    private static void checkDepth(int depth) {
        if (depth == ParserLimits.DEEPEST) {
            throw new IllegalArgumentException("nested more than " + ParserLimits.DEEPEST + " deep");
        }
    }

    /** False, and nothing is written, if the keys are no text: the mapper knows how to write those. */
    private boolean object(Map<?, ?> map, int depth) {
        char before = '{';
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (before == '{' && !(entry.getKey() instanceof String)) {
                return false;
            }
            ascii(before);
            string(String.valueOf(entry.getKey()));
            ascii(':');
            value(entry.getValue(), depth + 1);
            before = ',';
        }
        if (before == '{') {
            ascii('{');
        }
        ascii('}');
        return true;
    }

    private void array(Collection<?> collection, int depth) {
        char before = '[';
        for (Object element : collection) {
            ascii(before);
            value(element, depth + 1);
            before = ',';
        }
        if (before == '[') {
            ascii('[');
        }
        ascii(']');
    }

    private void number(double number) {
        if (number == Math.rint(number) && Math.abs(number) < WHOLE) {
            number((long) number); // 1 rather than 1.0
        } else if (Double.isNaN(number) || Double.isInfinite(number)) {
            asciiText("null");
        } else {
            asciiText(Double.toString(number));
        }
    }

    private void string(String text) {
        int length = text.length();
        reserve(length + 2);
        out[p++] = '"';
        if (length >= LONG && longString(text)) {
            return;
        }
        int i = 0;
        for (; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || c < ' ' || c == '"' || c == '\\') {
                break;
            }
            out[p++] = (byte) c;
        }
        if (i < length) {
            unusual(text, i);
        }
        out[p++] = '"';
    }

    /**
     * The JDK encodes long text much faster than one by one, if not quite as it must be: it makes a question mark of half a
     * character. Text that has one, and text to be escaped, is left alone, and false returned.
     */
    private boolean longString(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        if (PlainText.end(utf8, 0, utf8.length, '?') < utf8.length) {
            return false;
        }
        bytes(utf8, 0, utf8.length);
        ascii('"');
        return true;
    }

    /** The rest of a string that is not plain ASCII. */
    private void unusual(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            reserve(text.length() - i + MOST_BYTES_PER_CHAR); // the closing quote, too
            char c = text.charAt(i);
            if (c >= 0x80) {
                i += nonAscii(text, i);
            } else if (c == '"' || c == '\\' || c < ' ') {
                escape(c);
            } else {
                out[p++] = (byte) c;
            }
        }
    }

    /** Writes what begins at an index; returns 1 if that was a pair of surrogates. Room must be reserved. */
    private int nonAscii(String text, int i) {
        char c = text.charAt(i);
        if (c < 0x800) {
            out[p++] = (byte) (0xc0 | c >> 6);
            out[p++] = (byte) (0x80 | c & 0x3f);
            return 0;
        }
        if (!Character.isSurrogate(c)) {
            out[p++] = (byte) (0xe0 | c >> 12);
            out[p++] = (byte) (0x80 | c >> 6 & 0x3f);
            out[p++] = (byte) (0x80 | c & 0x3f);
            return 0;
        }
        if (Character.isLowSurrogate(c) || i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))) {
            unicodeEscape(c); // UTF-8 cannot hold half a character
            return 0;
        }
        int point = Character.toCodePoint(c, text.charAt(i + 1));
        out[p++] = (byte) (0xf0 | point >> 18);
        out[p++] = (byte) (0x80 | point >> 12 & 0x3f);
        out[p++] = (byte) (0x80 | point >> 6 & 0x3f);
        out[p++] = (byte) (0x80 | point & 0x3f);
        return 1;
    }

    private void escape(char c) {
        int letter =
                switch (c) {
                    case '"', '\\' -> c;
                    case '\b' -> 'b';
                    case '\f' -> 'f';
                    case '\n' -> 'n';
                    case '\r' -> 'r';
                    case '\t' -> 't';
                    default -> 0;
                };
        if (letter == 0) {
            unicodeEscape(c);
        } else {
            out[p++] = '\\';
            out[p++] = (byte) letter;
        }
    }

    private void unicodeEscape(char c) {
        out[p++] = '\\';
        out[p++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            out[p++] = HEX[c >> shift & 0xf];
        }
    }

    private void raw(RawJson raw) {
        int from = raw.begin;
        int[] places = raw.message.placeholders;
        for (int i = 0; i < places.length; i += 3) {
            if (places[i] >= raw.begin && places[i] < raw.end) {
                bytes(raw.message.json, from, places[i] - from);
                attachment(raw.message.attachments[places[i + 2]]);
                from = places[i + 1];
            }
        }
        bytes(raw.message.json, from, raw.end - from);
    }

    private void attachment(byte[] binary) {
        if (attachments == null || attachmentNumbers == null) {
            attachments = new ArrayList<>(2);
            attachmentNumbers = new IdentityHashMap<>(4);
        }
        Integer number = attachmentNumbers.putIfAbsent(binary, attachments.size());
        if (number == null) {
            number = attachments.size();
            attachments.add(binary);
        }
        bytes(PLACEHOLDER, 0, PLACEHOLDER.length);
        number(number);
        ascii('}');
    }

    /** What the mapper wrote. */
    private void tokens(TokenBuffer buffer) {
        try (JsonParser parser = buffer.asParser()) {
            boolean first = true; // no comma before the next value
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (!first && !token.isStructEnd()) {
                    ascii(',');
                }
                first = token.isStructStart() || token == JsonToken.PROPERTY_NAME;
                token(token, parser);
            }
        }
    }

    private void token(JsonToken token, JsonParser parser) {
        switch (token) {
            case START_OBJECT -> ascii('{');
            case END_OBJECT -> ascii('}');
            case START_ARRAY -> ascii('[');
            case END_ARRAY -> ascii(']');
            case PROPERTY_NAME -> {
                string(parser.currentName());
                ascii(':');
            }
            case VALUE_STRING -> string(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                Number number = parser.getNumberValue();
                if (number instanceof Double || number instanceof Float) {
                    floating(number);
                } else {
                    asciiText(number.toString());
                }
            }
            case VALUE_EMBEDDED_OBJECT -> embedded(parser.getEmbeddedObject());
            default -> asciiText(token.asString());
        }
    }

    /** A float keeps its own short digits. */
    private void floating(Number number) {
        double value = number.doubleValue();
        if (number instanceof Float && value != Math.rint(value)) {
            asciiText(Float.isFinite(number.floatValue()) ? number.toString() : "null");
        } else {
            number(value);
        }
    }

    private void embedded(@Nullable Object value) {
        if (value instanceof RawValue raw) {
            plain(String.valueOf(raw.rawValue())); // the application vouches for it
        } else if (value == null || value instanceof byte[]) {
            value(value);
        } else {
            throw new IllegalArgumentException(value.getClass().getName() + " cannot be encoded");
        }
    }

    private void asciiText(String text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            out[p++] = (byte) text.charAt(i);
        }
    }

    private void reserve(int bytes) {
        if (out.length - p < bytes) {
            out = Arrays.copyOf(out, Math.max(Math.addExact(p, bytes), out.length + (out.length >> 1)));
        }
    }
}
