package dev.sockeye.engineio.internal.http;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes of unfinished input over all connections, bounded. Thread-safe. */
public final class InputBudget {
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    /** @param limit most bytes */
    public InputBudget(long limit) {
        this.limit = limit;
    }

    /** Takes bytes; false, without taking any, if they are not left. */
    public boolean reserve(long bytes) {
        if (used.addAndGet(bytes) > limit) {
            used.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    /** Gives bytes back. */
    public void release(long bytes) {
        used.addAndGet(-bytes);
    }

    /** Bytes taken. */
    public long used() {
        return used.get();
    }
}
