package dev.sockeye.engineio;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Runs for each HTTP request below the path, and for each WebSocket upgrade, in the order of registration, before
 * anything is verified. As {@code engine.use} of the reference server.
 *
 * <p>Called on an event loop; it must not block but may answer later.
 */
@FunctionalInterface
public interface EngineMiddleware {
    /** The response as far as a middleware may touch it. Confined to the request's event loop. */
    interface Response {
        /** The first value of a header set so far. */
        Optional<String> header(String name);

        /** Sets a header of the response, also of a 101. */
        void setHeader(String name, String value);

        /** Adds a value to a header of the response, for example another {@code Set-Cookie}. */
        void addHeader(String name, String value);

        /** Removes a header set before. */
        void removeHeader(String name);

        /** Answers the request here and now with this status and text; nothing behind this middleware runs. */
        void end(int status, String body);
    }

    /**
     * Handles a request. Completing the stage (or returning null) lets the next one run; an exception or a failed stage
     * refuses the request with code 3.
     */
    @org.jspecify.annotations.Nullable
    CompletionStage<?> handle(HandshakeRequest request, Response response) throws Exception;

    /** A middleware that sets the same headers on each response. */
    static EngineMiddleware headers(List<java.util.Map.Entry<String, String>> headers) {
        return (request, response) -> {
            headers.forEach(h -> response.addHeader(h.getKey(), h.getValue()));
            return null;
        };
    }
}
