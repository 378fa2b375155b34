package dev.sockeye.conformance.endurance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What all clients of a run have seen together. Thread-safe. */
final class NumbersTally {
    private static final int MOST_EXAMPLES = 20;

    private final LongAdder received = new LongAdder();
    private final AtomicLong gaps = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private final AtomicLong surprises = new AtomicLong();
    private final AtomicLong cuts = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong firstLoss = new AtomicLong();
    private final AtomicLong lastLoss = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong joined = new AtomicLong();
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong recovered = new AtomicLong();
    private final List<String> examples = new ArrayList<>();

    /** The number that was due. */
    void received() {
        received.increment();
    }

    /** A number that came too early. */
    void gap(String example) {
        gaps.incrementAndGet();
        example(example);
    }

    /** A number that had come before. */
    void repeated(String example) {
        repeated.incrementAndGet();
        example(example);
    }

    /** Something else than numbers. */
    void surprise(String example) {
        surprises.incrementAndGet();
        example(example);
    }

    /** A client cut its connection. */
    void cut() {
        cuts.incrementAndGet();
    }

    /** A connection ended that the client did not cut. */
    void lost() {
        long now = System.nanoTime();
        if (lost.getAndIncrement() == 0) {
            firstLoss.set(now);
        }
        lastLoss.set(now);
    }

    /** An attempt to connect failed. */
    void refused() {
        refused.incrementAndGet();
    }

    /** A client is in the namespace; whether it had asked for what it missed, and got it. */
    void joined(boolean hadAsked, boolean wasRecovered) {
        joined.incrementAndGet();
        if (hadAsked) {
            asked.incrementAndGet();
        }
        if (wasRecovered) {
            recovered.incrementAndGet();
        }
    }

    private void example(String example) {
        synchronized (examples) {
            if (examples.size() < MOST_EXAMPLES) {
                examples.add(example);
            }
        }
    }

    long cuts() {
        return cuts.get();
    }

    long losses() {
        return lost.get();
    }

    /** Between the first and the last connection that was lost. */
    long millisOfLosses() {
        return (lastLoss.get() - firstLoss.get()) / 1_000_000;
    }

    long asked() {
        return asked.get();
    }

    long recovered() {
        return recovered.get();
    }

    /** Prints all counters, and checks that nothing was missed, repeated or unknown. */
    void tell(Report report) {
        report.count("numbers received, each the next", received.sum());
        report.count("connections cut by clients", cuts.get());
        report.count("connections lost otherwise", lost.get());
        report.count("attempts that failed", refused.get());
        report.count("joined", joined.get());
        report.count("asked for what was missed", asked.get());
        report.count("recovered", recovered.get());
        report.expect("silent gaps", gaps.get(), 0);
        report.expect("repeated or out of order", repeated.get(), 0);
        report.expect("surprises", surprises.get(), 0);
        synchronized (examples) {
            examples.forEach(example -> report.note("%s", example));
        }
    }
}
