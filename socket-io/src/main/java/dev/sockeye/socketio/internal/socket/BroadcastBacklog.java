package dev.sockeye.socketio.internal.socket;

import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What broadcasts still have to write on the event loops. Who broadcasts faster than the event loops deliver is held up:
 * otherwise what waits would grow without end, and whatever else an event loop has to do would wait behind it. Thread-safe.
 */
public final class BroadcastBacklog {
    /** From here on who broadcasts is held up: some 100 ms of one event loop. */
    static final long MAX_BYTES = 16 << 20;

    /** What one receiver counts beside the bytes of the event: it costs about as much as to write so many more. */
    private static final int RECEIVER_BYTES = 1024;

    /** The longest that one broadcast is held up: an event loop may stand still, or have ended. */
    private static final int MAX_PAUSES = 100;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final AtomicLong waiting = new AtomicLong();
    private final int maxPauses;

    BroadcastBacklog() {
        this(MAX_PAUSES);
    }

    BroadcastBacklog(int maxPauses) {
        this.maxPauses = maxPauses;
    }

    /** An event was handed to an event loop for so many receivers; returns what to {@link #remove} when it is written. */
    long add(int receivers, long payloadBytes) {
        long bytes = receivers * (RECEIVER_BYTES + payloadBytes);
        waiting.addAndGet(bytes);
        return bytes;
    }

    /** It is written, or never will be. */
    void remove(long bytes) {
        waiting.addAndGet(-bytes);
    }

    /** The application is about to broadcast: waits while there is too much, up to 100 ms, but never on an event loop. */
    public void await() {
        for (int i = 0; i < maxPauses && isFull() && !isOnEventLoop(); i++) {
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
    }

    private boolean isFull() {
        return waiting.get() > MAX_BYTES;
    }

    private static boolean isOnEventLoop() {
        return Thread.currentThread() instanceof FastThreadLocalThread;
    }
}
