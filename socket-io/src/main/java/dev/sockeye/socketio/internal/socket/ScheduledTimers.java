package dev.sockeye.socketio.internal.socket;

import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Timers of the executor itself where it has them, as event loops do, else of a scheduler. Thread-safe. */
public final class ScheduledTimers implements Timers {
    private static final Timer NOT_SCHEDULED = () -> {};

    private final ScheduledExecutorService scheduler;

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
        try {
            Future<?> future = executor instanceof ScheduledExecutorService own
                    ? own.schedule(task, delayMillis, TimeUnit.MILLISECONDS)
                    : scheduler.schedule(() -> executor.execute(task), delayMillis, TimeUnit.MILLISECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            // The server is stopping: what the task was to end has ended.
            return NOT_SCHEDULED;
        }
    }
}
