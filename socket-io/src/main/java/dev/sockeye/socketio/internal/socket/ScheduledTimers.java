package dev.sockeye.socketio.internal.socket;

import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Timers of the executor itself where it has them, as event loops do, else of a scheduler. Thread-safe. */
public final class ScheduledTimers implements Timers {
    private static final Timer NOT_SCHEDULED = () -> {};

    private final ScheduledExecutorService scheduler;
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param scheduler for executors without timers */
    public ScheduledTimers(ScheduledExecutorService scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public long nanoTime() {
        return SystemClock.nanoTime();
    }

    @Override
    public long currentTimeMillis() {
        return SystemClock.currentTimeMillis();
    }

    @Override
    public Timer schedule(Executor executor, long delayMillis, Runnable task) {
        Runnable once = () -> {
            waiting.decrementAndGet();
            task.run();
        };
        try {
            Future<?> future = executor instanceof ScheduledExecutorService own
                    ? own.schedule(once, delayMillis, TimeUnit.MILLISECONDS)
                    : scheduler.schedule(() -> executor.execute(once), delayMillis, TimeUnit.MILLISECONDS);
            waiting.incrementAndGet();
            return () -> {
                if (future.cancel(false)) {
                    waiting.decrementAndGet();
                }
            };
        } catch (RejectedExecutionException e) {
            // The server is stopping: what the task was to end has ended.
            return NOT_SCHEDULED;
        }
    }

    /** Number of tasks that wait for their time. */
    public int waiting() {
        return waiting.get();
    }
}
