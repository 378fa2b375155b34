package dev.sockeye.engineio.internal.loop;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** Something that happens unless it is cancelled in time; may be armed again. Confined to its event loop. */
public final class Timeout {
    final Runnable task;

    @Nullable
    TimeoutQueue queue;

    @Nullable
    Timeout previous;

    @Nullable
    Timeout next;

    long deadlineNanos;

    /** @param task runs on the event loop when the time has passed */
    public Timeout(Runnable task) {
        this.task = requireNonNull(task, "task");
    }

    /** Whether it is waiting. */
    public boolean isArmed() {
        return queue != null;
    }

    /** When it was or is due, in the event loop's time. */
    public long deadlineNanos() {
        return deadlineNanos;
    }

    /** Cancels it; without effect if it is not waiting. */
    public void cancel() {
        TimeoutQueue from = queue;
        if (from != null) {
            from.remove(this);
        }
    }
}
