package dev.sockeye.engineio.internal.log;

import io.netty.util.concurrent.Ticker;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Logs at most 20 warnings in a second, and how many more there were: a hook that always throws must not fill the disk.
 * Thread-safe.
 */
public final class Warnings {
    private static final int MAX_PER_SECOND = 20;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final Ticker ticker;
    private final AtomicLong secondStart;
    private final AtomicLong inSecond = new AtomicLong();

    /** Warnings of one kind. */
    public Warnings() {
        this(Ticker.systemTicker());
    }

    Warnings(Ticker ticker) {
        this.ticker = ticker;
        this.secondStart = new AtomicLong(ticker.nanoTime());
    }

    /** Logs, or counts; the last argument may be an exception. */
    public void warn(Logger log, String format, @Nullable Object... arguments) {
        long now = ticker.nanoTime();
        long start = secondStart.get();
        if (now - start > SECOND_NANOS && secondStart.compareAndSet(start, now)) {
            long suppressed = inSecond.getAndSet(0) - MAX_PER_SECOND;
            if (suppressed > 0) {
                log.warn("{} more warnings were not logged", suppressed);
            }
        }
        if (inSecond.incrementAndGet() <= MAX_PER_SECOND) {
            log.warn(format, arguments);
        }
    }
}
