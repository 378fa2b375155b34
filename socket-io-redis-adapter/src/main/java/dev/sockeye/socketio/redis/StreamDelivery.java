package dev.sockeye.socketio.redis;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order in which events reach the sockets of this node when clients may resume: that of the stream. What is emitted
 * here waits until its own entry is read, so that no client has an event of this node with an offset behind which there
 * are events of others that it has not got. It does not wait long: a broker that is slow or gone must not hold it up.
 * Thread-safe; delivers outside of its lock, one after the other.
 */
final class StreamDelivery {
    private static final Logger LOGGER = LoggerFactory.getLogger(StreamDelivery.class);

    /** An event of this node that waits for its entry. */
    private static final class Waiting {
        final long number;
        /** Told the offset. */
        final Consumer<String> deliver;
        /** In which interval of the timer it came. */
        final long interval;
        /** Is not waited for any more. */
        boolean failed;
        /** May have an entry nevertheless. */
        boolean unclear;
        /** Should have an offset. */
        boolean streamed = true;

        Waiting(long number, Consumer<String> deliver, long interval) {
            this.number = number;
            this.deliver = deliver;
            this.interval = interval;
        }
    }

    private final Executor timer;
    private final Runnable onUnclear;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Queue<Runnable> ready = new ConcurrentLinkedQueue<>();
    private final AtomicInteger draining = new AtomicInteger();
    private long nextNumber;
    private long interval;
    private boolean timerRuns;
    /** The last event of this node that was delivered although its entry may still come; -1 if there is none. */
    private long unclearUpTo = -1;
    /** How many events were delivered that have no entry and should have one. */
    private long withoutEntry;

    /**
     * @param timer runs a task after the longest time that an event should wait
     * @param onUnclear called once in that time while it is unclear whether events of this node have entries; should append
     *     one with a {@linkplain #takeNumber number of its own}
     */
    StreamDelivery(Executor timer, Runnable onUnclear) {
        this.timer = timer;
        this.onUnclear = onUnclear;
    }

    /** How many events of this node were delivered that have no entry. */
    synchronized long withoutEntry() {
        return withoutEntry;
    }

    /** A number for an entry that stands for no event. */
    synchronized long takeNumber() {
        return nextNumber++;
    }

    /**
     * Puts an event of this node in line.
     *
     * @param deliver told its offset, {@link StreamId#ZERO} if it has none
     * @return its number, for {@link #onEntry} and {@link #onFailure}
     */
    synchronized long add(Consumer<String> deliver) {
        long number = nextNumber++;
        waiting.add(new Waiting(number, deliver, interval));
        startTimerIfNeeded();
        return number;
    }

    /** Puts something in line that waits for nothing but its turn. */
    void addReady(Runnable deliver) {
        synchronized (this) {
            if (waiting.isEmpty()) {
                ready.add(deliver);
            } else {
                Waiting own = new Waiting(nextNumber++, offset -> deliver.run(), interval);
                own.failed = true;
                own.streamed = false;
                waiting.add(own);
            }
        }
        drain();
    }

    /**
     * Runs a task between two deliveries: after those of all entries that were read before, and before those of all others.
     * Does nothing while an event that was delivered may have an entry that is still to be read.
     *
     * @param prepare makes the task; called under the lock, as those who note entries are
     * @return whether it did
     */
    boolean inTurn(Supplier<Runnable> prepare) {
        synchronized (this) {
            if (unclearUpTo >= 0) {
                return false;
            }
            ready.add(prepare.get());
        }
        drain();
        return true;
    }

    /**
     * The entry of another node was read.
     *
     * @param deliver told its offset. That is {@link StreamId#ZERO} while an event that was delivered before may have a later
     *     entry: a client with this offset would get that event once more.
     * @param note called under the lock
     */
    void onForeignEntry(String id, Consumer<String> deliver, Runnable note) {
        synchronized (this) {
            note.run();
            String offset = unclearUpTo >= 0 ? StreamId.ZERO : id;
            ready.add(() -> deliver.accept(offset));
        }
        drain();
    }

    /**
     * The entry of an event of this node was read. Those before it will have none any more.
     *
     * @param note called under the lock
     */
    void onEntry(long number, String id, Runnable note) {
        synchronized (this) {
            note.run();
            if (number >= unclearUpTo) {
                unclearUpTo = -1;
            }
            while (!waiting.isEmpty() && waiting.peek().number <= number) {
                Waiting next = waiting.remove();
                if (next.number == number) {
                    ready.add(() -> next.deliver.accept(id));
                } else {
                    releaseWithoutOffset(next);
                }
            }
            releaseFailed();
        }
        drain();
    }

    /**
     * An event of this node is not waited for any more.
     *
     * @param unclear whether it may have been appended
     */
    void onFailure(long number, boolean unclear) {
        synchronized (this) {
            for (Waiting one : waiting) {
                if (one.number == number) {
                    one.failed = true;
                    one.unclear = unclear;
                }
            }
            releaseFailed();
            startTimerIfNeeded();
        }
        drain();
    }

    /** Releases all that waits, without offsets. */
    void releaseAll() {
        synchronized (this) {
            waiting.forEach(one -> one.failed = true);
            unclearUpTo = -1;
            releaseFailed();
        }
        drain();
    }

    private void onTimer() {
        boolean unclear;
        synchronized (this) {
            for (Waiting one : waiting) {
                if (one.interval < interval && !one.failed) {
                    one.failed = true;
                    one.unclear = true;
                }
            }
            releaseFailed();
            interval++;
            timerRuns = false;
            startTimerIfNeeded();
            unclear = unclearUpTo >= 0;
        }
        drain();
        if (unclear) {
            onUnclear.run();
        }
    }

    private void startTimerIfNeeded() {
        if (!timerRuns && (!waiting.isEmpty() || unclearUpTo >= 0)) {
            timerRuns = true;
            timer.execute(this::onTimer);
        }
    }

    private void releaseFailed() {
        while (!waiting.isEmpty() && waiting.peek().failed) {
            Waiting next = waiting.remove();
            if (next.unclear) {
                unclearUpTo = next.number;
            }
            releaseWithoutOffset(next);
        }
    }

    private void releaseWithoutOffset(Waiting next) {
        if (next.streamed && !next.unclear) {
            withoutEntry++;
        }
        ready.add(() -> next.deliver.accept(StreamId.ZERO));
    }

    private void drain() {
        if (draining.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            for (Runnable next = ready.poll(); next != null; next = ready.poll()) {
                try {
                    next.run();
                } catch (RuntimeException e) {
                    LOGGER.warn("event not delivered", e);
                }
            }
            missed = draining.addAndGet(-missed);
        } while (missed != 0);
    }
}
