package dev.sockeye.socketio;

/**
 * Answers a request: what it returns is the acknowledgement. A {@link java.util.concurrent.CompletionStage} is
 * awaited, without holding up the next events. If it throws or fails, that is logged and no acknowledgement is sent. Runs
 * where {@link HandlerExecution} says, in turn with the socket's listeners.
 */
@FunctionalInterface
public interface RequestHandler<Q, R> {
    /** Answers. */
    R onRequest(Q question) throws Exception;
}
