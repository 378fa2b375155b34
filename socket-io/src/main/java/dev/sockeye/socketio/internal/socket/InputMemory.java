package dev.sockeye.socketio.internal.socket;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes of input that the sockets of a server keep: unfinished packets, and events that wait. Thread-safe. */
public final class InputMemory {
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    InputMemory(long limit) {
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
        if (bytes != 0) {
            used.addAndGet(-bytes);
        }
    }

    /** Bytes taken. */
    public long used() {
        return used.get();
    }
}
