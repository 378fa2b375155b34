package dev.sockeye.engineio;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A complete HTTP request that is not Engine.IO's. Immutable; the body array is not copied. */
public interface HttpRequest extends HandshakeRequest {
    /** The path of the target, not decoded, without query; for example {@code "/api/users"}. */
    String path();

    /** The body; empty if there is none. */
    byte[] body();

    /** The body as UTF-8. */
    default String bodyText() {
        return new String(body(), UTF_8);
    }
}
