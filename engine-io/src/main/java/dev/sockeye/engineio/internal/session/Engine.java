package dev.sockeye.engineio.internal.session;

import dev.sockeye.engineio.EngineHandler;
import dev.sockeye.engineio.EngineIoOptions;
import dev.sockeye.engineio.EngineObserver;
import dev.sockeye.engineio.internal.loop.LoopContext;
import dev.sockeye.engineio.internal.loop.LoopContexts;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/** What all sessions of a server share. Immutable but for its registry; thread-safe. */
public final class Engine {
    private final EngineIoOptions options;
    private final EngineHandler handler;
    private final @Nullable EngineObserver observer;
    private final SessionRegistry registry;
    private final LoopContexts loops = new LoopContexts();
    final long pingIntervalNanos;
    final long pingTimeoutNanos;
    final long upgradeTimeoutNanos;
    final long maxBufferedBytes;

    /** An engine without sessions. */
    public Engine(EngineIoOptions options, EngineHandler handler) {
        this.options = options;
        this.handler = handler;
        this.observer = options.observer().map(GuardedObserver::new).orElse(null);
        this.registry = new SessionRegistry(options.maxSessions(), options.maxSessionsPerAddress());
        this.pingIntervalNanos = options.pingInterval().toNanos();
        this.pingTimeoutNanos = options.pingTimeout().toNanos();
        this.upgradeTimeoutNanos = options.upgradeTimeout().toNanos();
        this.maxBufferedBytes = options.maxBufferedBytes();
    }

    /** The options. */
    public EngineIoOptions options() {
        return options;
    }

    /** The application's handler. */
    public EngineHandler handler() {
        return handler;
    }

    /** The observer; it does not throw. Null if there is none. */
    public @Nullable EngineObserver observer() {
        return observer;
    }

    /** The sessions. */
    public SessionRegistry registry() {
        return registry;
    }

    /** The context of an event loop. */
    public LoopContext loop(EventExecutor executor) {
        return loops.of(executor);
    }

    /** Number of timeouts that are waiting. */
    public int armedTimeouts() {
        return loops.armedTimeouts();
    }
}
