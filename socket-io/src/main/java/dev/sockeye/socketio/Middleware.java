package dev.sockeye.socketio;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Lets a socket into a namespace or refuses it: by throwing {@link ConnectRefusedException}, or any other exception,
 * whose message the client then sees. May block where {@link HandlerExecution} allows it. Returning a stage delays
 * the decision until it completes; null means yes.
 */
@FunctionalInterface
public interface Middleware {
    /** Decides. */
    @Nullable CompletionStage<?> onConnecting(Socket socket) throws Exception;
}
