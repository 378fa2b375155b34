package dev.sockeye.socketio.redis;

import dev.sockeye.socketio.adapter.Warnings;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order in which events reach the sockets of this node when clients may resume: that of the stream. What is emitted
 * here waits until its own entry is read, and then has the id of that entry as offset. It does not wait long: while the
 * broker is slow or gone, events go ahead of their entries. Their offset then says so, and what is read in the meantime is
 * told with it; see {@link StreamOffset}.
 *
 * <p>Thread-safe; delivers outside of its lock, one after the other.
 *
 * @param <E> an event with its receivers
 */
final class StreamDelivery<E> {
    private static final Logger LOGGER = LoggerFactory.getLogger(StreamDelivery.class);
    private static final Warnings WARNINGS = new Warnings();

    /**
     * An event may wait for so many runs of the timer and a part of one. Several, so that a process that stood still for a
     * while does not take that for a silence of the broker.
     */
    static final int MAX_TICKS = 4;

    /** Events that are ahead of their entries and may be asked for by those who resume. */
    private static final int MAX_AHEAD = 10_000;

    /** The number of what has no entry. */
    private static final long NO_ENTRY = -1;

    /** Something that waits for its turn: an event of this node that waits for its entry, or a task. */
    private static final class Waiting<E> {
        final long number;
        final long tick;
        final @Nullable E event;
        final @Nullable Runnable task;
        /** Is not waited for any more. */
        boolean failed;
        /** May have an entry nevertheless. */
        boolean unclear;

        Waiting(long number, long tick, @Nullable E event, @Nullable Runnable task) {
            this.number = number;
            this.tick = tick;
            this.event = event;
            this.task = task;
        }
    }

    /**
     * An event of this node that was delivered although its entry may still come.
     *
     * @param tick when it was emitted
     */
    record Ahead<E>(long number, E event, long tick) {}

    /**
     * Where the delivery stands between two events.
     *
     * @param position the last entry that was read
     * @param ahead the events of this node that were delivered besides
     */
    record Turn<E>(String position, List<Ahead<E>> ahead) {}

    /** What somebody wants to do in turn. */
    interface Preparation<E> {
        /** The task, made under the lock, as entries are noted; null if it is too early. */
        @Nullable
        Runnable prepare(Turn<E> turn);
    }

    private final String uid;
    private final Supplier<String> readerPosition;
    private final BiConsumer<E, String> deliver;
    private final Executor timer;
    private final Runnable onAhead;
    private final Deque<Waiting<E>> waiting = new ArrayDeque<>();
    private final Deque<Ahead<E>> ahead = new ArrayDeque<>();
    private final Queue<Runnable> ready = new ConcurrentLinkedQueue<>();
    private final AtomicInteger draining = new AtomicInteger();
    private long nextNumber;
    private long tick;
    private boolean timerRuns;
    /** The broker is not heard of in time, so nothing waits. */
    private boolean stalled;
    /** The last event that is ahead and was forgotten, since there were too many; -1 if there is none. */
    private long forgottenUpTo = -1;

    private String position = StreamId.ZERO;
    /** How many events were delivered that have no entry and should have one. */
    private long withoutEntry;

    private boolean closed;

    /**
     * @param uid of this node
     * @param readerPosition an entry up to which all were handed to this delivery
     * @param deliver hands an event with its offset to the sockets
     * @param timer runs a task after a part, one of {@link #MAX_TICKS}, of the longest time that an event should wait
     * @param onAhead called once in that time while events are ahead; should {@linkplain #addMark append an entry}
     */
    StreamDelivery(
            String uid,
            Supplier<String> readerPosition,
            BiConsumer<E, String> deliver,
            Executor timer,
            Runnable onAhead) {
        this.uid = uid;
        this.readerPosition = readerPosition;
        this.deliver = deliver;
        this.timer = timer;
        this.onAhead = onAhead;
    }

    /** How many events of this node were delivered that have no entry. */
    synchronized long withoutEntry() {
        return withoutEntry;
    }

    /** Appends an entry that stands for no event. */
    synchronized void addMark(LongConsumer append) {
        append.accept(nextNumber++);
    }

    /**
     * Puts an event of this node in line.
     *
     * @param append appends it to the stream with the number that it is given; called under the lock, so that numbers have
     *     the order of the entries
     */
    void add(E event, LongFunction<? extends CompletableFuture<?>> append) {
        long number;
        CompletableFuture<?> appended;
        synchronized (this) {
            number = nextNumber++;
            waiting.add(new Waiting<>(number, tick, event, null));
            appended = append.apply(number);
            if (stalled) {
                releaseAll();
            }
            startTimerIfNeeded();
        }
        drain();
        appended.whenComplete((id, failure) -> {
            if (failure != null) {
                onFailure(number, !isRefusal(failure));
            }
        });
    }

    /** Whether a command was certainly not carried out. */
    private static boolean isRefusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RedisUnavailableException || cause instanceof RedisCommandExecutionException;
    }

    /** Puts something in line that waits for nothing but its turn. */
    void addReady(Runnable task) {
        synchronized (this) {
            if (waiting.isEmpty()) {
                ready.add(task);
            } else {
                waiting.add(new Waiting<>(NO_ENTRY, tick, null, task));
            }
        }
        drain();
    }

    /** Delivers at once what waits, and runs a task behind it. */
    void flush(Runnable task) {
        synchronized (this) {
            releaseAll();
            ready.add(task);
            startTimerIfNeeded();
        }
        drain();
    }

    /** Runs a task behind the deliveries of all entries that were read before. */
    void runBehindEntries(Runnable task) {
        ready.add(task);
        drain();
    }

    /** The broker cannot be heard: until it is, nothing waits. */
    void stall() {
        synchronized (this) {
            stalled = true;
            releaseAll();
            startTimerIfNeeded();
        }
        drain();
    }

    /** Nothing will be read any more. */
    void close() {
        synchronized (this) {
            closed = true;
            stalled = true;
            releaseAll();
            ahead.clear();
        }
        drain();
    }

    /**
     * Runs a task between two deliveries: after those of all entries that were read before, and before those of all others.
     *
     * @return whether there was a task
     */
    boolean inTurn(Preparation<E> preparation) {
        synchronized (this) {
            if (forgottenUpTo >= 0) {
                return false;
            }
            Runnable task = preparation.prepare(new Turn<>(lastPosition(), new ArrayList<>(ahead)));
            if (task == null) {
                return false;
            }
            ready.add(task);
        }
        drain();
        return true;
    }

    /**
     * The entry of another node was read.
     *
     * @param note called under the lock
     */
    void onForeignEntry(String id, E event, Runnable note) {
        synchronized (this) {
            note.run();
            position = id;
            Ahead<E> last = ahead.peekLast();
            String offset = last == null ? id : StreamOffset.text(id, uid, last.number);
            ready.add(() -> deliver.accept(event, offset));
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
            boolean inTime = removeAhead(number);
            for (Waiting<E> next = waiting.peek();
                    next != null && (next.number <= number || next.failed);
                    next = waiting.peek()) {
                waiting.remove();
                E event = next.event;
                if (next.number == number && event != null) {
                    position = id;
                    ready.add(() -> deliver.accept(event, id));
                } else {
                    next.unclear &= next.number > number;
                    release(next);
                }
            }
            position = id;
            if (inTime || ahead.isEmpty()) {
                stalled = closed;
            }
        }
        drain();
    }

    /** Whether the entry of the event with this number came in time, although the event was ahead. */
    private boolean removeAhead(long number) {
        boolean inTime = false;
        while (!ahead.isEmpty() && ahead.peek().number <= number) {
            Ahead<E> one = ahead.remove();
            inTime = one.number == number && one.tick >= tick - MAX_TICKS;
            if (one.number < number) {
                withoutEntry++;
            }
        }
        if (number >= forgottenUpTo) {
            forgottenUpTo = -1;
        }
        return inTime;
    }

    /** An event of this node is not waited for any more. */
    private void onFailure(long number, boolean unclear) {
        synchronized (this) {
            for (Waiting<E> one : waiting) {
                if (one.number == number) {
                    one.failed = true;
                    one.unclear = unclear;
                    break;
                }
            }
            if (!unclear && removeRefused(number)) {
                withoutEntry++;
            }
            releaseFailed();
            startTimerIfNeeded();
        }
        drain();
    }

    /** Looks at the last ones first: in an outage each event is refused as soon as it was added. */
    private boolean removeRefused(long number) {
        for (Iterator<Ahead<E>> last = ahead.descendingIterator(); last.hasNext(); ) {
            long candidate = last.next().number;
            if (candidate <= number) {
                if (candidate == number) {
                    last.remove();
                }
                return candidate == number;
            }
        }
        return false;
    }

    private void onTimer() {
        boolean askAhead;
        synchronized (this) {
            timerRuns = false;
            boolean before = stalled;
            for (Waiting<E> one : waiting) {
                if (one.number != NO_ENTRY) {
                    stalled |= one.tick + MAX_TICKS <= tick;
                    break;
                }
            }
            if (stalled) {
                releaseAll();
            }
            tick++;
            startTimerIfNeeded();
            askAhead = isAhead() && (stalled != before || tick % MAX_TICKS == 0);
        }
        drain();
        if (askAhead) {
            onAhead.run();
        }
    }

    private boolean isAhead() {
        return !ahead.isEmpty() || forgottenUpTo >= 0;
    }

    private void startTimerIfNeeded() {
        if (!timerRuns && !closed && (!waiting.isEmpty() || isAhead())) {
            timerRuns = true;
            timer.execute(this::onTimer);
        }
    }

    private void releaseAll() {
        waiting.forEach(one -> {
            one.unclear |= !one.failed;
            one.failed = true;
        });
        releaseFailed();
    }

    private void releaseFailed() {
        for (Waiting<E> next = waiting.peek();
                next != null && (next.failed || next.number == NO_ENTRY);
                next = waiting.peek()) {
            release(waiting.remove());
        }
    }

    /** Lets go of what was at the front, without waiting for an entry of its own. */
    private void release(Waiting<E> next) {
        E event = next.event;
        if (event == null) {
            ready.add(Objects.requireNonNull(next.task));
            return;
        }
        String offset = StreamOffset.text(lastPosition(), uid, next.number);
        ready.add(() -> deliver.accept(event, offset));
        if (!next.unclear) {
            withoutEntry++;
        } else if (!closed) {
            ahead.add(new Ahead<>(next.number, event, next.tick));
            if (ahead.size() > MAX_AHEAD) {
                forgottenUpTo = ahead.remove().number;
            }
        }
    }

    private String lastPosition() {
        String read = readerPosition.get();
        return StreamId.parse(read).compareTo(StreamId.parse(position)) > 0 ? read : position;
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
                } catch (RuntimeException | VirtualMachineError e) { // out of memory: the others must not wait for ever
                    WARNINGS.warn(LOGGER, "event not delivered", e);
                }
            }
            missed = draining.addAndGet(-missed);
        } while (missed != 0);
    }
}
