package dev.sockeye.engineio.internal.loop;

import io.netty.util.concurrent.EventExecutor;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What the sessions of one event loop share. Confined to that loop, but for its executor. */
public final class LoopContext {
    private final EventExecutor executor;
    private final AtomicInteger armed = new AtomicInteger();
    private final Map<Long, TimeoutQueue> queues = new HashMap<>();
    private final Flushes flushes;

    /** @param executor the event loop */
    public LoopContext(EventExecutor executor) {
        this.executor = executor;
        this.flushes = new Flushes(executor);
    }

    /** The event loop. */
    public EventExecutor executor() {
        return executor;
    }

    /** The queue of timeouts of this length. */
    public TimeoutQueue timeouts(long delayNanos) {
        assert executor.inEventLoop();
        return queues.computeIfAbsent(delayNanos, delay -> new TimeoutQueue(executor, delay, armed));
    }

    /** The connections with output to flush. */
    public Flushes flushes() {
        return flushes;
    }

    /** Number of timeouts that are waiting. From any thread. */
    public int armedTimeouts() {
        return armed.get();
    }
}
