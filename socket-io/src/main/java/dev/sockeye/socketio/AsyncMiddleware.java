package dev.sockeye.socketio;

import java.util.concurrent.CompletionStage;

/**
 * A {@link Middleware} that decides later: a stage that completes lets the socket in, one that fails refuses it. Called where
 * {@link HandlerExecution} says; the stage may complete on any thread.
 */
@FunctionalInterface
public interface AsyncMiddleware {
    /** Decides. */
    CompletionStage<?> onConnecting(Socket socket) throws Exception;
}
