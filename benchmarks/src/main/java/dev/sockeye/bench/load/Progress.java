package dev.sockeye.bench.load;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** What the event loop tells the measuring thread: units, work under way, the first failure. */
final class Progress {

    private final AtomicLong units = new AtomicLong();
    private final AtomicLong outstanding = new AtomicLong();
    private final AtomicReference<String> failure = new AtomicReference<>();
    private volatile boolean running;

    void start() {
        running = true;
    }

    void stop() {
        running = false;
    }

    boolean isRunning() {
        return running;
    }

    /** Called by the loop only, so that no atomic addition is needed. */
    void done(long count) {
        units.lazySet(units.getPlain() + count);
    }

    /** Called by the loop only. */
    void addOutstanding(long count) {
        outstanding.lazySet(outstanding.getPlain() + count);
    }

    boolean isQuiet() {
        return outstanding.get() == 0;
    }

    long units() {
        return units.get();
    }

    /** Remembers the first failure and issues nothing new, so that a server that is gone is not called again. */
    void fail(String what) {
        running = false;
        failure.compareAndSet(null, what);
    }

    Optional<String> failure() {
        return Optional.ofNullable(failure.get());
    }
}
