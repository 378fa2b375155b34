package dev.sockeye.engineio.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sockeye.engineio.ConnectionError;
import dev.sockeye.engineio.ConnectionError.Code;

/** The bodies of refused requests. Engine.IO protocol v4, "Handshake", and the reference server. */
public final class ErrorResponse {
    private ErrorResponse() {}

    /** The status: 403 when the application refused, else 400. */
    public static int status(ConnectionError error) {
        return error.code() == Code.FORBIDDEN ? 403 : 400;
    }

    /** {@code {"code":1,"message":"Session ID unknown"}}. */
    public static byte[] json(ConnectionError error) {
        StringBuilder json = new StringBuilder(64)
                .append("{\"code\":")
                .append(error.code().number())
                .append(",\"message\":\"");
        String message = error.message();
        for (int i = 0; i < message.length(); i++) {
            char c = message.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append("\"}").toString().getBytes(UTF_8);
    }
}
