package dev.sockeye.engineio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer to an {@link HttpRequest}. {@code Content-Length} and {@code Connection} are set by the server. Immutable; the
 * body array is not copied.
 *
 * @param status the status code
 * @param headers header fields
 * @param body the body
 */
public record HttpResponse(int status, Map<String, String> headers, byte[] body) {
    /** Copies the headers. */
    public HttpResponse {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status: " + status + " (expected: 200 to 599)");
        }
        headers = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        requireNonNull(body, "body");
    }

    /** A text answer in UTF-8. */
    public static HttpResponse text(int status, String text) {
        return new HttpResponse(status, Map.of("content-type", "text/plain; charset=utf-8"), text.getBytes(UTF_8));
    }

    /** A JSON answer; the text must be JSON. */
    public static HttpResponse json(int status, String json) {
        return new HttpResponse(
                status, Map.of("content-type", "application/json; charset=utf-8"), json.getBytes(UTF_8));
    }

    /** An answer without a body. */
    public static HttpResponse status(int status) {
        return new HttpResponse(status, Map.of(), new byte[0]);
    }

    /** The same with one more header. */
    public HttpResponse withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpResponse(status, more, body);
    }
}
