package dev.sockeye.socketio.adapter;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Logs at most 20 warnings in a second, and how many more there were: what fails for each message fails as often as messages
 * come. Thread-safe.
 */
public final class Warnings {
    private static final int MAX_PER_SECOND = 20;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final LongSupplier nanoTime;
    private final AtomicLong secondStart;
    private final AtomicLong inSecond = new AtomicLong();

    /** Warnings of one kind. */
    public Warnings() {
        this(SystemClock::nanoTime);
    }

    /**
     * Warnings of one kind.
     *
     * @param nanoTime a monotonic clock
     */
    public Warnings(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.secondStart = new AtomicLong(nanoTime.getAsLong());
    }

    /** Logs, or counts; the last argument may be an exception. */
    public void warn(Logger logger, String format, @Nullable Object... arguments) {
        long now = nanoTime.getAsLong();
        long start = secondStart.get();
        if (now - start > SECOND_NANOS && secondStart.compareAndSet(start, now)) {
            long suppressed = inSecond.getAndSet(0) - MAX_PER_SECOND;
            if (suppressed > 0) {
                logger.warn("{} more failures were not logged", suppressed);
            }
        }
        if (inSecond.incrementAndGet() <= MAX_PER_SECOND) {
            logger.warn(format, arguments);
        }
    }

    /** Asks the machine for the time. */
    private static final class SystemClock {
        private SystemClock() {}

        static long nanoTime() {
            return System.nanoTime();
        }
    }
}
