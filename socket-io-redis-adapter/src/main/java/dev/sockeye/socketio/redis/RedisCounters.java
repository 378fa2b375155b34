package dev.sockeye.socketio.redis;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts for {@link RedisAdapterMetrics}. Thread-safe. */
final class RedisCounters {
    final LongAdder published = new LongAdder();
    final LongAdder lost = new LongAdder();
    final LongAdder received = new LongAdder();
    final LongAdder skipped = new LongAdder();
    final LongAdder ignored = new LongAdder();
    final LongAdder interruptions = new LongAdder();
    final LongAdder gaps = new LongAdder();
    final AtomicLong pendingBytes = new AtomicLong();

    RedisAdapterMetrics snapshot() {
        return new RedisAdapterMetrics(
                published.sum(),
                lost.sum(),
                received.sum(),
                skipped.sum(),
                ignored.sum(),
                interruptions.sum(),
                gaps.sum(),
                pendingBytes.get());
    }
}
