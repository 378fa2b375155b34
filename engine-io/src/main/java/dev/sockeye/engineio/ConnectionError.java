package dev.sockeye.engineio;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A refused request: the {@code connection_error} of the reference server.
 *
 * @param code why
 * @param message the text the client saw
 * @param context details, with the keys of the reference server (for example {@code sid}, or {@code name} and {@code
 *     origin}); values may be null
 * @param request the refused request
 */
public record ConnectionError(Code code, String message, Map<String, Object> context, HandshakeRequest request) {
    /** Error codes of the Engine.IO protocol with their messages. */
    public enum Code {
        /** The query names no enabled transport. */
        TRANSPORT_UNKNOWN("Transport unknown"),
        /** No session has this id. */
        SESSION_ID_UNKNOWN("Session ID unknown"),
        /** A handshake must be a GET. */
        BAD_HANDSHAKE_METHOD("Bad handshake method"),
        /** The request does not fit the session, or the handshake failed. */
        BAD_REQUEST("Bad request"),
        /** Refused by the application. */
        FORBIDDEN("Forbidden"),
        /** Revision 3 is not enabled. */
        UNSUPPORTED_PROTOCOL_VERSION("Unsupported protocol version");

        private final String message;

        Code(String message) {
            this.message = message;
        }

        /** The number on the wire, 0 to 5. */
        public int number() {
            return ordinal();
        }

        /** The default message. */
        public String message() {
            return message;
        }
    }

    /** Copies the context. */
    public ConnectionError {
        requireNonNull(code, "code");
        requireNonNull(message, "message");
        requireNonNull(request, "request");
        context = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(context));
    }
}
