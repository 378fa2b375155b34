package dev.sockeye.socketio.internal.parser;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes plain data of JSON that a {@link JsonScanner} has found valid: null, Boolean, Number, String, {@code List},
 * {@code Map}, and {@code byte[]} where an attachment belongs. Not thread-safe.
 *
 * <p>Numbers are what JavaScript takes them for: a whole number is an Integer or a Long however it is written, everything
 * else is a Double, and so is what does not fit into a Long. No number grows beyond these, whatever its digits say.
 */
final class JsonReader {
    private static final byte[][] NO_ATTACHMENTS = {};

    /** Up to here every whole number has a double of its own. */
    private static final double MAX_SAFE_INTEGER = 1L << 53;

    private final byte[] in;
    private final int[] placeholders;
    private final byte[][] attachments;
    private final NameCache names;

    /** Where to read on. */
    private int p;

    /** The first place in {@link #placeholders} that may still come. */
    private int nextPlaceholder;

    /** A reader of strings without placeholders. */
    JsonReader(byte[] in, NameCache names) {
        this(in, Placeholders.NONE, NO_ATTACHMENTS, names);
    }

    JsonReader(byte[] in, int[] placeholders, byte[][] attachments, NameCache names) {
        this.in = in;
        this.placeholders = placeholders;
        this.attachments = attachments;
        this.names = names;
    }

    /** The value that begins at an index. */
    @Nullable
    Object value(int from) {
        p = from;
        return value();
    }

    /** The string that begins with its quote at an index, which probably is one of few. */
    String name(int from) {
        p = from;
        return name();
    }

    private @Nullable Object value() {
        switch (in[p]) {
            case '"':
                return string();
            case '{':
                byte[] attachment = attachmentHere();
                return attachment != null ? attachment : object();
            case '[':
                return array();
            case 't':
                p += 4;
                return true;
            case 'f':
                p += 5;
                return false;
            case 'n':
                p += 4;
                return null;
            default:
                return number();
        }
    }

    private byte @Nullable [] attachmentHere() {
        while (nextPlaceholder < placeholders.length && placeholders[nextPlaceholder] < p) {
            nextPlaceholder += 3;
        }
        if (nextPlaceholder == placeholders.length || placeholders[nextPlaceholder] != p) {
            return null;
        }
        p = placeholders[nextPlaceholder + 1];
        return attachments[placeholders[nextPlaceholder + 2]];
    }

    private Map<String, @Nullable Object> object() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        p = skipWhitespace(in, p + 1);
        while (in[p] != '}') {
            String name = name();
            p = skipWhitespace(in, skipWhitespace(in, p) + 1);
            map.put(name, value());
            nextElement();
        }
        p++;
        return map;
    }

    private List<@Nullable Object> array() {
        List<@Nullable Object> list = new ArrayList<>(4);
        p = skipWhitespace(in, p + 1);
        while (in[p] != ']') {
            list.add(value());
            nextElement();
        }
        p++;
        return list;
    }

    private void nextElement() {
        p = skipWhitespace(in, p);
        if (in[p] == ',') {
            p = skipWhitespace(in, p + 1);
        }
    }

    private String name() {
        int end = endOfPlain(p + 1);
        String kept = in[end] == '"' ? names.get(in, p + 1, end) : null;
        if (kept == null) {
            return string();
        }
        p = end + 1;
        return kept;
    }

    private String string() {
        int begin = p + 1;
        int i = endOfPlain(begin);
        if (in[i] == '"') {
            p = i + 1;
            return new String(in, begin, i - begin, UTF_8);
        }
        StringBuilder text = new StringBuilder(i - begin + 16);
        while (in[i] != '"') {
            text.append(new String(in, begin, i - begin, UTF_8));
            while (in[i] == '\\') {
                i = unescape(i + 1, text);
            }
            begin = i;
            i = endOfPlain(begin);
        }
        p = i + 1;
        return text.append(new String(in, begin, i - begin, UTF_8)).toString();
    }

    /** Index of the next quote or backslash. */
    private int endOfPlain(int from) {
        return PlainText.end(in, from, in.length, '"');
    }

    private int unescape(int i, StringBuilder text) {
        switch (in[i]) {
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 't' -> text.append('\t');
            case 'u' -> {
                int unit = 0;
                for (int digit = 1; digit <= 4; digit++) {
                    unit = unit << 4 | Character.digit(in[i + digit], 16);
                }
                text.append((char) unit);
                return i + 5;
            }
            default -> text.append((char) in[i]);
        }
        return i + 1;
    }

    private Number number() {
        int begin = p;
        boolean negative = in[p] == '-';
        if (negative) {
            p++;
        }
        long whole = 0;
        int digits = p;
        while (p < in.length && in[p] >= '0' && in[p] <= '9') {
            whole = whole * 10 + in[p++] - '0'; // may overflow, and is then not used
        }
        digits = p - digits;
        if (digits <= 18 && (p == in.length || (in[p] != '.' && (in[p] | 0x20) != 'e'))) {
            return narrowest(negative ? -whole : whole);
        }
        while (p < in.length && isPartOfNumber(in[p])) {
            p++;
        }
        return unusual(new String(in, begin, p - begin, ISO_8859_1));
    }

    private static boolean isPartOfNumber(byte c) {
        return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
    }

    private static Number unusual(String text) {
        if (text.length() <= 20 && text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0) {
            try {
                return Long.valueOf(text);
            } catch (NumberFormatException e) {
                return Double.valueOf(text); // 19 digits that are too large
            }
        }
        double number = Double.parseDouble(text);
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

    static int skipWhitespace(byte[] in, int from) {
        int i = from;
        while (i < in.length && in[i] <= ' ' && in[i] >= 0) {
            i++;
        }
        return i;
    }

    /** The index behind the string that begins with its quote at an index. */
    static int endOfString(byte[] in, int from) {
        int i = from + 1;
        while (in[i] != '"') {
            i += in[i] == '\\' ? 2 : 1;
        }
        return i + 1;
    }
}
