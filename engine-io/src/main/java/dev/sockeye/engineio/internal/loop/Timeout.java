package dev.sockeye.engineio.internal.loop;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Something that happens unless it is cancelled in time; may be armed again. Confined to its event loop. A subclass, where
 * there is one for each session, is smaller than a task beside it.
 */
public abstract class Timeout {
    @Nullable
    TimeoutQueue queue;

    @Nullable
    Timeout previous;

    @Nullable
    Timeout next;

    long deadlineNanos;

    /** A timeout that runs a task. */
    public static Timeout of(Runnable task) {
        requireNonNull(task, "task");
        return new Timeout() {
            @Override
            protected void onTimeout() {
                task.run();
            }
        };
    }

    /** The time has passed; on the event loop. */
    protected abstract void onTimeout();

    /** Whether it is waiting. */
    public final boolean isArmed() {
        return queue != null;
    }

    /** When it was or is due, in the event loop's time. */
    public final long deadlineNanos() {
        return deadlineNanos;
    }

    /** Cancels it; without effect if it is not waiting. */
    public final void cancel() {
        TimeoutQueue from = queue;
        if (from != null) {
            from.remove(this);
        }
    }
}
