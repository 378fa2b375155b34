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
        return ("{\"code\":" + error.code().number() + ",\"message\":" + JsonText.quote(error.message()) + "}")
                .getBytes(UTF_8);
    }
}
