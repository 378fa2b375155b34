package dev.sockeye.socketio.internal.namespace;

import dev.sockeye.socketio.AsyncMiddleware;
import dev.sockeye.socketio.ConnectRefusedException;
import dev.sockeye.socketio.Middleware;
import dev.sockeye.socketio.internal.socket.DefaultSocket;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks the middlewares of a namespace about one socket, one after the other, in the socket's turn. */
final class MiddlewareChain {
    private final Object[] middlewares;
    private final DefaultSocket socket;
    private final Consumer<@Nullable Throwable> done;

    /**
     * A chain.
     *
     * @param middlewares each a {@link Middleware} or an {@link AsyncMiddleware}
     * @param done told null if all let the socket in, else why not; on any thread
     */
    MiddlewareChain(Object[] middlewares, DefaultSocket socket, Consumer<@Nullable Throwable> done) {
        this.middlewares = middlewares;
        this.socket = socket;
        this.done = done;
    }

    void start() {
        socket.runInTurn(() -> ask(0));
    }

    @SuppressWarnings("CatchingUnchecked") // whatever the application throws is a refusal
    private void ask(int first) {
        try {
            for (int i = first; i < middlewares.length; i++) {
                if (middlewares[i] instanceof Middleware middleware) {
                    middleware.onConnecting(socket);
                } else if (middlewares[i] instanceof AsyncMiddleware middleware) {
                    int next = i + 1;
                    CompletionStage<?> decision = middleware.onConnecting(socket);
                    decision.whenComplete((value, error) -> {
                        if (error != null) {
                            done.accept(unwrap(error));
                        } else {
                            socket.runInTurn(() -> ask(next));
                        }
                    });
                    return;
                }
            }
        } catch (Throwable e) {
            done.accept(unwrap(e));
            return;
        }
        done.accept(null);
    }

    private static Throwable unwrap(Throwable error) {
        Throwable cause = error.getCause();
        return error instanceof CompletionException && cause != null ? cause : error;
    }

    /** The message that a refused client gets. */
    static String message(Throwable refusal) {
        String message = refusal.getMessage();
        return message != null ? message : refusal.getClass().getSimpleName();
    }

    /** The data that a refused client gets; null if there are none. */
    static @Nullable Object data(Throwable refusal) {
        return refusal instanceof ConnectRefusedException refused ? refused.data() : null;
    }
}
