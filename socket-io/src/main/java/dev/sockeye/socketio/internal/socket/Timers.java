package dev.sockeye.socketio.internal.socket;

import java.util.concurrent.Executor;

/** Time: clocks and delayed tasks. Thread-safe. */
public interface Timers {
    /** Monotonic time in nanoseconds. */
    long nanoTime();

    /** Wall clock in milliseconds since the epoch. */
    long currentTimeMillis();

    /** Runs a task on an executor after a delay. */
    Timer schedule(Executor executor, long delayMillis, Runnable task);

    /** A delayed task. */
    @FunctionalInterface
    interface Timer {
        /** Keeps the task from running if it has not yet. */
        void cancel();
    }
}
