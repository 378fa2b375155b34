package dev.sockeye.socketio;

/**
 * Answers a request: what it returns is the acknowledgement. A {@link java.util.concurrent.CompletionStage} is
 * awaited. If it throws or fails, no acknowledgement is sent.
 */
@FunctionalInterface
public interface RequestHandler<Q, R> {
    /** Answers. */
    R onRequest(Q question) throws Exception;
}
