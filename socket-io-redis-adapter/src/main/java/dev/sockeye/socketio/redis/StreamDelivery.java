package dev.sockeye.socketio.redis;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
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
        /** Will have no entry. */
        boolean failed;

        Waiting(long number, Consumer<String> deliver, long interval) {
            this.number = number;
            this.deliver = deliver;
            this.interval = interval;
        }
    }

    private final Executor timer;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Queue<Runnable> ready = new ConcurrentLinkedQueue<>();
    private final AtomicInteger draining = new AtomicInteger();
    private long nextNumber;
    private long interval;
    private boolean timerRuns;

    /** @param timer runs a task after the longest time that an event should wait */
    StreamDelivery(Executor timer) {
        this.timer = timer;
    }

    /**
     * Puts an event of this node in line.
     *
     * @param deliver told its offset, {@link StreamId#ZERO} if it has none
     * @return its number, for {@link #onEntry} and {@link #onFailure}
     */
    long add(Consumer<String> deliver) {
        boolean startTimer;
        long number;
        synchronized (this) {
            number = nextNumber++;
            waiting.add(new Waiting(number, deliver, interval));
            startTimer = !timerRuns;
            timerRuns = true;
        }
        if (startTimer) {
            timer.execute(this::onTimer);
        }
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
                waiting.add(own);
            }
        }
        drain();
    }

    /** The entry of another node was read. */
    void onForeignEntry(Runnable deliver) {
        ready.add(deliver);
        drain();
    }

    /** The entry of an event of this node was read. Those before it will have none any more. */
    void onEntry(long number, String id) {
        synchronized (this) {
            while (!waiting.isEmpty() && waiting.peek().number <= number) {
                Waiting next = waiting.remove();
                String offset = next.number == number ? id : StreamId.ZERO;
                ready.add(() -> next.deliver.accept(offset));
            }
            releaseFailed();
        }
        drain();
    }

    /** An event of this node could not be appended. */
    void onFailure(long number) {
        synchronized (this) {
            for (Waiting one : waiting) {
                if (one.number == number) {
                    one.failed = true;
                }
            }
            releaseFailed();
        }
        drain();
    }

    /** Releases all that waits, without offsets. */
    void releaseAll() {
        synchronized (this) {
            waiting.forEach(one -> one.failed = true);
            releaseFailed();
        }
        drain();
    }

    private void onTimer() {
        boolean again;
        synchronized (this) {
            for (Waiting one : waiting) {
                if (one.interval < interval) {
                    one.failed = true;
                }
            }
            releaseFailed();
            interval++;
            again = !waiting.isEmpty();
            timerRuns = again;
        }
        if (again) {
            timer.execute(this::onTimer);
        }
        drain();
    }

    private void releaseFailed() {
        while (!waiting.isEmpty() && waiting.peek().failed) {
            Waiting next = waiting.remove();
            ready.add(() -> next.deliver.accept(StreamId.ZERO));
        }
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
