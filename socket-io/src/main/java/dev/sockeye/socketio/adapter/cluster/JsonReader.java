package dev.sockeye.socketio.adapter.cluster;

import dev.sockeye.socketio.protocol.PacketFormatException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON of another server to data: null, Boolean, Long, Double, String, List, Map; nothing else can come out of it.
 * Not thread-safe; made for one text.
 */
final class JsonReader {
    /** A hostile text must not use up the stack. */
    private static final int MAX_DEPTH = 500;

    private static final int MAX_NUMBER_LENGTH = 1000;

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    static @Nullable Object read(String text) throws PacketFormatException {
        JsonReader reader = new JsonReader(text);
        Object value = reader.value(0);
        reader.skipSpace();
        if (reader.at != text.length()) {
            throw reader.malformed();
        }
        return value;
    }

    private @Nullable Object value(int depth) throws PacketFormatException {
        skipSpace();
        return switch (peek()) {
            case '{' -> map(depth + 1);
            case '[' -> list(depth + 1);
            case '"' -> string();
            case 't' -> word("true", Boolean.TRUE);
            case 'f' -> word("false", Boolean.FALSE);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> map(int depth) throws PacketFormatException {
        checkDepth(depth);
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        at++;
        skipSpace();
        if (peek() == '}') {
            at++;
            return map;
        }
        while (true) {
            skipSpace();
            if (peek() != '"') {
                throw malformed();
            }
            String key = string();
            skipSpace();
            expect(':');
            map.put(key, value(depth));
            skipSpace();
            if (peek() == '}') {
                at++;
                return map;
            }
            expect(',');
        }
    }

    private List<@Nullable Object> list(int depth) throws PacketFormatException {
        checkDepth(depth);
        List<@Nullable Object> list = new ArrayList<>();
        at++;
        skipSpace();
        if (peek() == ']') {
            at++;
            return list;
        }
        while (true) {
            list.add(value(depth));
            skipSpace();
            if (peek() == ']') {
                at++;
                return list;
            }
            expect(',');
        }
    }

    private String string() throws PacketFormatException {
        int start = ++at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                return text.substring(start, at++);
            }
            if (c == '\\') {
                return escapedString(start);
            }
            if (c < ' ') {
                throw malformed();
            }
            at++;
        }
        throw malformed();
    }

    private String escapedString(int start) throws PacketFormatException {
        StringBuilder out = new StringBuilder(text.length() - start < 64 ? 64 : at - start + 64);
        out.append(text, start, at);
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return out.toString();
            }
            if (c < ' ') {
                throw malformed();
            }
            out.append(c == '\\' ? escape() : c);
        }
        throw malformed();
    }

    private char escape() throws PacketFormatException {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> unicode();
            default -> throw malformed();
        };
    }

    private char unicode() throws PacketFormatException {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0) {
                throw malformed();
            }
            code = code << 4 | digit;
            at++;
        }
        return (char) code;
    }

    private Number number() throws PacketFormatException {
        int start = at;
        boolean integer = true;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '.' || c == 'e' || c == 'E' || c == '+') {
                integer = false;
            } else if (c != '-' && (c < '0' || c > '9')) {
                break;
            }
            at++;
        }
        if (at == start || at - start > MAX_NUMBER_LENGTH || text.charAt(start) == '+' || text.charAt(start) == '.') {
            throw malformed();
        }
        try {
            // Longer integers lose precision in Node as well.
            return integer && at - start <= 18
                    ? (Number) Long.valueOf(text.substring(start, at))
                    : (Number) Double.valueOf(text.substring(start, at));
        } catch (NumberFormatException e) {
            throw malformed();
        }
    }

    private @Nullable Object word(String word, @Nullable Object value) throws PacketFormatException {
        if (!text.startsWith(word, at)) {
            throw malformed();
        }
        at += word.length();
        return value;
    }

    private void checkDepth(int depth) throws PacketFormatException {
        if (depth > MAX_DEPTH) {
            throw new PacketFormatException("JSON nested deeper than " + MAX_DEPTH);
        }
    }

    private void expect(char c) throws PacketFormatException {
        if (peek() != c) {
            throw malformed();
        }
        at++;
    }

    private char peek() throws PacketFormatException {
        if (at >= text.length()) {
            throw malformed();
        }
        return text.charAt(at);
    }

    private void skipSpace() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return;
            }
            at++;
        }
    }

    private PacketFormatException malformed() {
        return new PacketFormatException("malformed JSON at " + at);
    }
}
