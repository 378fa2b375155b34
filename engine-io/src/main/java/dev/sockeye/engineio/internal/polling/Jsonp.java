package dev.sockeye.engineio.internal.polling;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sockeye.engineio.internal.http.QueryString;
import dev.sockeye.engineio.protocol.PacketFormatException;
import io.netty.buffer.ByteBuf;

/** JSONP: payloads as arguments of a script's call, and as fields of a form. As the reference server does. */
final class Jsonp {
    private Jsonp() {}

    /** Wraps a text payload: {@code ___eio[0]("...");}. */
    static void encode(String index, String payload, ByteBuf out) {
        StringBuilder script = new StringBuilder(payload.length() + 32);
        script.append("___eio[").append(index).append("](\"");
        for (int i = 0; i < payload.length(); i++) {
            appendEscaped(script, payload.charAt(i));
        }
        out.writeBytes(script.append("\");").toString().getBytes(UTF_8));
    }

    private static void appendEscaped(StringBuilder script, char c) {
        switch (c) {
            case '"' -> script.append("\\\"");
            case '\\' -> script.append("\\\\");
            case '\n' -> script.append("\\n");
            case '\r' -> script.append("\\r");
            case '\t' -> script.append("\\t");
            case '\b' -> script.append("\\b");
            case '\f' -> script.append("\\f");
            default -> {
                // line separators end a line of script, though not of JSON
                if (c < 0x20 || c == 0x2028 || c == 0x2029) {
                    script.append(String.format("\\u%04x", (int) c));
                } else {
                    script.append(c);
                }
            }
        }
    }

    /** Takes the payload out of a form body {@code d=...}, and undoes the client's escaping of newlines. */
    static byte[] decode(byte[] body) throws PacketFormatException {
        for (String field : new String(body, UTF_8).split("&", 16)) {
            if (field.startsWith("d=")) {
                return unescapeNewlines(QueryString.decode(field.substring(2))).getBytes(UTF_8);
            }
        }
        throw new PacketFormatException("no field d");
    }

    /** A backslash before n means a newline; a doubled one is a backslash and an n. */
    private static String unescapeNewlines(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && text.startsWith("\\n", i + 1)) {
                out.append("\\n");
                i += 2;
            } else if (c == '\\' && text.startsWith("n", i + 1)) {
                out.append('\n');
                i++;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
