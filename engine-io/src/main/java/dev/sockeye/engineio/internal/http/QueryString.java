package dev.sockeye.engineio.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Query strings, decoded as leniently as the reference server does: what is no valid escape stays as it is. Of a repeated
 * parameter the last wins.
 */
public final class QueryString {
    private static final int MAX_PARAMETERS = 1000;

    private QueryString() {}

    static Map<String, String> parse(String url) {
        Map<String, String> parameters = new LinkedHashMap<>();
        int question = url.indexOf('?');
        if (question < 0) {
            return parameters;
        }
        int end = url.indexOf('#', question);
        if (end < 0) {
            end = url.length();
        }
        int at = question + 1;
        for (int count = 0; at <= end && count < MAX_PARAMETERS; count++) {
            int next = url.indexOf('&', at);
            if (next < 0 || next > end) {
                next = end;
            }
            if (next > at) {
                int equals = url.indexOf('=', at);
                boolean hasValue = equals >= 0 && equals < next;
                parameters.put(
                        decode(url.substring(at, hasValue ? equals : next)),
                        hasValue ? decode(url.substring(equals + 1, next)) : "");
            }
            at = next + 1;
        }
        return parameters;
    }

    /** What escapes and plus signs stand for. */
    public static String decode(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+') {
                bytes.write(' ');
            } else if (c == '%'
                    && i + 2 < text.length()
                    && hex(text.charAt(i + 1)) >= 0
                    && hex(text.charAt(i + 2)) >= 0) {
                bytes.write(hex(text.charAt(i + 1)) << 4 | hex(text.charAt(i + 2)));
                i += 2;
            } else {
                byte[] utf8 = Character.toString(c).getBytes(UTF_8);
                bytes.write(utf8, 0, utf8.length);
            }
        }
        return bytes.toString(UTF_8);
    }

    private static int hex(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }
}
