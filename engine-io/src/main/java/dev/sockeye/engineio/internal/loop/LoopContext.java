package dev.sockeye.engineio.internal.loop;

import dev.sockeye.engineio.internal.log.Warnings;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the sessions of one event loop share. Confined to that loop, but for its executor.
 *
 * <p>Flushes are put off to the end of the loop's turn: all that was written to one connection within a turn leaves in
 * one system call, broadcasts that come faster than the loop turns included.
 */
public final class LoopContext {
    private static final Logger log = LoggerFactory.getLogger(LoopContext.class);
    private static final Warnings WARNINGS = new Warnings();

    private final EventExecutor executor;
    private final AtomicInteger armed = new AtomicInteger();
    private final Map<Long, TimeoutQueue> queues = new HashMap<>();
    private final Runnable flushTask = this::flushAll;
    private ArrayList<Flushable> waiting = new ArrayList<>();
    private ArrayList<Flushable> flushing = new ArrayList<>();

    /** Something with output to flush. */
    @FunctionalInterface
    public interface Flushable {
        /** Flushes; called once for each {@link LoopContext#flushLater}. */
        void flushNow();
    }

    /** @param executor the event loop */
    public LoopContext(EventExecutor executor) {
        this.executor = executor;
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

    /** Flushes at the end of this turn. The caller keeps track of what is waiting already. */
    public void flushLater(Flushable flushable) {
        assert executor.inEventLoop();
        waiting.add(flushable);
        if (waiting.size() == 1) {
            executor.execute(flushTask);
        }
    }

    private void flushAll() {
        ArrayList<Flushable> batch = waiting;
        waiting = flushing;
        flushing = batch;
        for (int i = 0; i < batch.size(); i++) {
            try {
                batch.get(i).flushNow();
            } catch (RuntimeException | OutOfMemoryError e) { // of buffers: the others must not wait for ever
                WARNINGS.warn(log, "Flushing a connection failed", e);
            }
        }
        batch.clear();
    }

    /** Number of timeouts that are waiting. From any thread. */
    public int armedTimeouts() {
        return armed.get();
    }
}
