package dev.sockeye.engineio.internal.loop;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Timeouts of one length on one event loop. Since all wait equally long they come due in the order in which they were
 * armed: a linked list serves any number of sessions with one scheduled task, exactly to the clock and without a wheel's
 * tick. Arming, cancelling and re-arming cost a few pointers. Confined to its event loop.
 */
public final class TimeoutQueue {
    private final EventExecutor executor;
    private final long delayNanos;
    private final AtomicInteger armed;
    private @Nullable Timeout first;
    private @Nullable Timeout last;
    private @Nullable Future<?> scheduled;

    /** @param armed counts the timeouts that wait; written by the event loop alone */
    TimeoutQueue(EventExecutor executor, long delayNanos, AtomicInteger armed) {
        this.executor = executor;
        this.delayNanos = delayNanos;
        this.armed = armed;
    }

    /** Arms a timeout from now on; one that was waiting starts anew. */
    public void arm(Timeout timeout) {
        assert executor.inEventLoop();
        timeout.cancel();
        timeout.deadlineNanos = executor.ticker().nanoTime() + delayNanos;
        timeout.queue = this;
        armed.lazySet(armed.getPlain() + 1);
        Timeout before = last;
        timeout.previous = before;
        if (before == null) {
            first = timeout;
        } else {
            before.next = timeout;
        }
        last = timeout;
        if (scheduled == null) {
            schedule(timeout.deadlineNanos);
        }
    }

    void remove(Timeout timeout) {
        Timeout before = timeout.previous;
        Timeout after = timeout.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        timeout.queue = null;
        armed.lazySet(armed.getPlain() - 1);
        timeout.previous = null;
        timeout.next = null;
    }

    private void schedule(long deadlineNanos) {
        long delay = Math.max(0, deadlineNanos - executor.ticker().nanoTime());
        scheduled = executor.schedule(this::runExpired, delay, TimeUnit.NANOSECONDS);
    }

    private void runExpired() {
        scheduled = null;
        long now = executor.ticker().nanoTime();
        for (Timeout head = first; head != null && head.deadlineNanos - now <= 0; head = first) {
            remove(head);
            head.onTimeout();
        }
        Timeout head = first;
        if (head != null && scheduled == null) {
            schedule(head.deadlineNanos);
        }
    }
}
