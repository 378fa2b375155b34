package dev.sockeye.engineio.internal.websocket.codec;

import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code Sec-WebSocket-Extensions} value (RFC 6455, section 9.1) in one pass, whatever a peer put there:
 *
 * <pre>{@code
 * while (parser.nextExtension()) {        // parser.name()
 *     while (parser.nextParameter()) { }  // parser.name(), parser.value()
 * }
 * }</pre>
 */
final class ExtensionParser {
    private static final String SEPARATORS = "()<>@,;:\\\"/[]?={}";

    private final String text;
    private int at;
    private String name = "";
    private @Nullable String value;

    ExtensionParser(String text) {
        this.text = text;
    }

    /** The extension or parameter that was moved to last. */
    String name() {
        return name;
    }

    /** The value of the parameter that was moved to last, unquoted; null if it has none. */
    @Nullable
    String value() {
        return value;
    }

    /** Moves to the next extension, over empty list elements; the parameters of the one before have been read. */
    boolean nextExtension() throws WebSocketException {
        boolean first = at == 0;
        skipSpace();
        if (!first && at < text.length() && text.charAt(at) != ',') {
            throw malformed();
        }
        while (at < text.length() && (text.charAt(at) == ',' || isSpace(text.charAt(at)))) {
            at++;
        }
        if (at == text.length()) {
            return false;
        }
        name = token();
        return true;
    }

    /** Moves to the next parameter of the current extension. */
    boolean nextParameter() throws WebSocketException {
        skipSpace();
        if (!skip(';')) {
            return false;
        }
        skipSpace();
        name = token();
        skipSpace();
        value = null;
        if (skip('=')) {
            skipSpace();
            value = at < text.length() && text.charAt(at) == '"' ? quotedToken() : token();
        }
        return true;
    }

    private String token() throws WebSocketException {
        int from = at;
        while (at < text.length() && isTokenChar(text.charAt(at))) {
            at++;
        }
        if (at == from) {
            throw malformed();
        }
        return text.substring(from, at);
    }

    /** A quoted string, which must be a token once the quotes are gone. */
    private String quotedToken() throws WebSocketException {
        StringBuilder unquoted = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\') {
                at++;
            }
            if (at == text.length() || !isTokenChar(text.charAt(at))) {
                throw malformed();
            }
            unquoted.append(text.charAt(at++));
        }
        if (!skip('"') || unquoted.length() == 0) {
            throw malformed();
        }
        return unquoted.toString();
    }

    private void skipSpace() {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
    }

    private boolean skip(char expected) {
        if (at < text.length() && text.charAt(at) == expected) {
            at++;
            return true;
        }
        return false;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isTokenChar(char c) {
        return c > ' ' && c < 0x7F && SEPARATORS.indexOf(c) < 0;
    }

    private WebSocketException malformed() {
        return WebSocketException.protocolError("Invalid Sec-WebSocket-Extensions header at " + at);
    }
}
