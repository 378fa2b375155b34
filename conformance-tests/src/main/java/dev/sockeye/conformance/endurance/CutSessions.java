package dev.sockeye.conformance.endurance;

import dev.sockeye.conformance.endurance.CutClient.Abort;
import dev.sockeye.conformance.wire.Peer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Opens sessions at a steady rate and cuts each at a random point. What a session does follows from the seed and its
 * number alone. Thread-safe.
 */
final class CutSessions {
    private static final Abort[] ABORTS = Abort.values();

    /** Less than any timeout of the fixture. */
    private static final long LATE_NANOS = 2_500_000_000L;

    private final Peer peer;
    private final long perSecond;
    private final long seed;
    private final int threads;
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLongArray ended = new AtomicLongArray(ABORTS.length);
    private final AtomicLong unexpected = new AtomicLong();
    private final AtomicLong late = new AtomicLong();
    private final List<String> examples = new ArrayList<>();
    private final List<Thread> running = new ArrayList<>();
    private volatile boolean stopped;

    CutSessions(Peer peer, long perSecond, long seed, int threads) {
        this.peer = peer;
        this.perSecond = perSecond;
        this.seed = seed;
        this.threads = threads;
    }

    /** Begins. */
    void start() {
        stopped = false;
        long from = System.nanoTime();
        long first = begun.get();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> work(from, first), "cut-sessions");
            thread.setDaemon(true);
            thread.start();
            running.add(thread);
        }
    }

    /** Lets the sessions that have begun end. */
    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : running) {
            thread.join();
        }
        running.clear();
    }

    private void work(long from, long first) {
        try {
            while (!stopped) {
                long number = begun.getAndIncrement();
                long due = from + (number - first) * 1_000_000_000L / perSecond;
                long wait = due - System.nanoTime();
                if (wait > 0) {
                    Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
                }
                play(number);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void play(long number) {
        SplittableRandom random = new SplittableRandom(seed + number * 0xD1342543DE82EF95L);
        Abort abort = ABORTS[random.nextInt(ABORTS.length)];
        long from = System.nanoTime();
        try (CutClient client = new CutClient(peer, random)) {
            abort.play(client);
            ended.incrementAndGet(abort.ordinal());
        } catch (IOException | IllegalArgumentException e) {
            if (System.nanoTime() - from > LATE_NANOS) {
                late.incrementAndGet();
                return;
            }
            unexpected.incrementAndGet();
            synchronized (examples) {
                if (examples.size() < 10) {
                    examples.add("session " + number + ", " + abort + ": " + e);
                }
            }
        }
    }

    /** Sessions that got as far as they were meant to. */
    long ended() {
        long sum = 0;
        for (int i = 0; i < ABORTS.length; i++) {
            sum += ended.get(i);
        }
        return sum;
    }

    /** The same for one point. */
    long ended(Abort abort) {
        return ended.get(abort.ordinal());
    }

    /** Sessions that got something else than they should, in time. */
    long unexpected() {
        return unexpected.get();
    }

    /** Sessions that took longer than the server waits for clients, on a machine that was too busy for them. */
    long late() {
        return late.get();
    }

    /** Some of those that got something unexpected. */
    List<String> examples() {
        synchronized (examples) {
            return List.copyOf(examples);
        }
    }
}
