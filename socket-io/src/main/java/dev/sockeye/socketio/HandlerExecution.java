package dev.sockeye.socketio;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Where listeners and middlewares run. In every mode those of one socket run one after the other, in order.
 *
 * <p>By default they may block: each socket has a mailbox that is emptied on a virtual thread where the running JDK has
 * them, else on a pool of 64 platform threads that grows to 1,024 while listeners hold them.
 */
public final class HandlerExecution {
    private static final HandlerExecution EVENT_LOOP = new HandlerExecution(true, Optional.empty());
    private static final HandlerExecution DEFAULT = new HandlerExecution(false, Optional.empty());

    private final boolean eventLoop;
    private final Optional<Executor> executor;

    private HandlerExecution(boolean eventLoop, Optional<Executor> executor) {
        this.eventLoop = eventLoop;
        this.executor = executor;
    }

    /** Off the event loop, on threads of the server. The default. */
    public static HandlerExecution offLoop() {
        return DEFAULT;
    }

    /** Directly on the event loop of the session: fastest, for listeners that never block. */
    public static HandlerExecution eventLoop() {
        return EVENT_LOOP;
    }

    /** On an executor of the application, which the server never shuts down. */
    public static HandlerExecution executor(Executor executor) {
        return new HandlerExecution(false, Optional.of(requireNonNull(executor, "executor")));
    }

    /** Whether listeners run on the event loop. */
    public boolean isEventLoop() {
        return eventLoop;
    }

    /** The application's executor. */
    public Optional<Executor> executor() {
        return executor;
    }
}
