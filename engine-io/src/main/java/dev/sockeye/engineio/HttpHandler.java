package dev.sockeye.engineio;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Answers requests that are not Engine.IO's. Runs off the event loop on threads of the server and may block there. An
 * exception or a failed stage is answered with status 500.
 */
@FunctionalInterface
public interface HttpHandler {
    /** Answers; the stage may complete later. */
    CompletionStage<HttpResponse> handle(HttpRequest request) throws Exception;

    /** A handler that answers when it returns. */
    static HttpHandler of(Blocking handler) {
        return request -> CompletableFuture.completedFuture(handler.handle(request));
    }

    /** The body of {@link #of}. */
    @FunctionalInterface
    interface Blocking {
        /** Answers. */
        HttpResponse handle(HttpRequest request) throws Exception;
    }
}
