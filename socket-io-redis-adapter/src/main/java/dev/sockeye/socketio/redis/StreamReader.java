package dev.sockeye.socketio.redis;

import dev.sockeye.socketio.adapter.Warnings;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one stream from now on, over a connection of its own, entry by entry in their order. After an interruption it goes
 * on where it was, so that nothing is missed that the stream still has. Thread-safe.
 */
final class StreamReader {
    private static final Logger LOGGER = LoggerFactory.getLogger(StreamReader.class);
    private static final Warnings WARNINGS = new Warnings();
    /** How much longer than the blocking time an answer may take before the connection counts as dead. */
    private static final long GRACE_MILLIS = 5000;

    /** How much more a reader takes at a time while it is behind, unless the last entries were large. */
    private static final int TIMES_WHEN_BEHIND = 10;

    private static final long MAX_BYTES_TO_TAKE_MORE = 1 << 20;

    /** Takes what is read. */
    interface Consumer {
        /** Takes the next entry. */
        void onEntry(StreamMessage<String, byte[]> entry);

        /**
         * Runs a task when these entries, which were taken, are delivered: nothing more is read before. So a server that cannot
         * keep up falls behind in the stream, and not in its memory.
         */
        default void runBehind(List<StreamMessage<String, byte[]>> entries, Runnable task) {
            task.run();
        }
    }

    private final RedisBackend backend;
    private final RedisCounters counters;
    private final String stream;
    private final StreamsOptions options;
    private final Consumer consumer;
    private volatile RedisBackend.@Nullable Commands connection;
    private volatile boolean closed;
    /** The last attempt to read succeeded or is under way. */
    private volatile boolean healthy;
    /** Where the next read starts; null until that is known. Confined to one step after the other. */
    private @Nullable String lastId;

    /** The last entry that the consumer has dealt with. */
    private volatile String handedOn = StreamId.ZERO;

    private final Queue<Expected> expected = new ConcurrentLinkedQueue<>();

    private Backoff backoff = new Backoff();
    /** Completes when it is known where to begin: what is appended from then on is read. */
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    StreamReader(
            RedisBackend backend, RedisCounters counters, String stream, StreamsOptions options, Consumer consumer) {
        this.backend = backend;
        this.counters = counters;
        this.stream = stream;
        this.options = options;
        this.consumer = consumer;
    }

    void start() {
        backend.connect().whenComplete((connected, failure) -> {
            if (connected == null) {
                later(this::start, failure);
            } else {
                // In this order: who closes either finds it, or is found.
                connection = connected;
                if (closed) {
                    connected.connection().closeAsync();
                }
                resume(connected);
            }
        });
    }

    /** Completes when what is appended from then on is read. */
    CompletableFuture<Void> ready() {
        return ready.copy();
    }

    /** The last entry up to which all were handed on; where reading began, before the first. */
    String position() {
        return handedOn;
    }

    /** Completes when all entries up to an id were handed on; never, if that does not come. */
    CompletableFuture<Void> reached(StreamId id) {
        Expected one = new Expected(id, new CompletableFuture<>());
        if (!one.isReached(handedOn)) {
            expected.add(one);
            // It may have been handed on in between.
            completeExpected();
        }
        return one.reached;
    }

    /** Somebody waits for an entry to be handed on. */
    private record Expected(StreamId id, CompletableFuture<Void> reached) {
        boolean isReached(String position) {
            return reached.isDone() || (StreamId.parse(position).compareTo(id) >= 0 && reached.complete(null));
        }
    }

    private void completeExpected() {
        if (!expected.isEmpty()) {
            String position = handedOn;
            expected.removeIf(one -> one.isReached(position));
        }
    }

    CompletableFuture<Void> close() {
        closed = true;
        healthy = false;
        RedisBackend.Commands current = connection;
        return current == null
                ? CompletableFuture.completedFuture(null)
                : current.connection().closeAsync();
    }

    /** Whether entries are being read at this moment, as far as it is known. */
    boolean isHealthy() {
        RedisBackend.Commands current = connection;
        return healthy && current != null && current.connection().isOpen();
    }

    /** Finds out where to go on: at the end of the stream in the beginning, later after the last entry that was read. */
    private void resume(RedisBackend.Commands current) {
        if (closed) {
            return;
        }
        if (!current.connection().isOpen()) {
            later(() -> resume(current), null);
            return;
        }
        RedisLink.dispatch(() -> current.async().xrevrange(stream, Range.unbounded(), Limit.from(1)))
                .thenCombine(oldest(current), StreamReader::ends)
                .orTimeout(GRACE_MILLIS, TimeUnit.MILLISECONDS)
                .whenComplete((ends, failure) -> {
                    if (failure != null) {
                        later(() -> resume(current), failure);
                    } else {
                        settle(ends);
                        ready.complete(null);
                        read(current, options.readCount());
                    }
                });
    }

    private CompletableFuture<List<StreamMessage<String, byte[]>>> oldest(RedisBackend.Commands current) {
        return RedisLink.dispatch(() -> current.async().xrange(stream, Range.unbounded(), Limit.from(1)));
    }

    /** Ids of the oldest and of the newest entry; empty if there is none. */
    private static List<String> ends(
            List<StreamMessage<String, byte[]>> newest, List<StreamMessage<String, byte[]>> oldest) {
        return newest.isEmpty() || oldest.isEmpty()
                ? List.of()
                : List.of(oldest.get(0).getId(), newest.get(0).getId());
    }

    private void settle(List<String> ends) {
        String last = lastId;
        if (last == null) {
            lastId = ends.isEmpty() ? StreamId.ZERO : ends.get(1);
            handedOn = lastId;
        } else if (!ends.isEmpty() && !last.equals(StreamId.ZERO)) {
            StreamId position = StreamId.parse(last);
            if (StreamId.parse(ends.get(1)).compareTo(position) < 0) {
                // Another stream than before, with a clock that is behind: all of it is new.
                counters.gaps.increment();
                lastId = StreamId.ZERO;
            } else if (isBehind(last, ends.get(0))) {
                counters.gaps.increment();
            }
        }
    }

    private void read(RedisBackend.Commands current, int count) {
        String from = lastId;
        if (closed || from == null) {
            return;
        }
        healthy = true;
        XReadArgs args = new XReadArgs().count(count).block(options.blockTime());
        RedisLink.dispatch(() -> current.async().xread(args, XReadArgs.StreamOffset.from(stream, from)))
                .orTimeout(options.blockTime().toMillis() + GRACE_MILLIS, TimeUnit.MILLISECONDS)
                .whenComplete((entries, failure) -> {
                    if (failure == null) {
                        backoff = new Backoff();
                        entries.forEach(this::take);
                        Runnable next = entries.size() == count
                                ? () -> catchUp(current, bytes(entries))
                                : () -> read(current, options.readCount());
                        // Not from here: an answer that is there at once would nest the calls.
                        consumer.runBehind(entries, () -> backend.scheduler().execute(next));
                    } else if (!closed) {
                        healthy = false;
                        counters.interruptions.increment();
                        later(() -> resume(current), failure);
                    }
                });
    }

    /**
     * Goes on behind an answer that was full: this reader is behind, perhaps further than the stream reaches. That is asked
     * together with the next entries, so that catching up takes no more round trips.
     */
    private void catchUp(RedisBackend.Commands current, long bytes) {
        String from = lastId;
        if (closed || from == null) {
            return;
        }
        oldest(current).thenAccept(oldest -> {
            if (!oldest.isEmpty() && isBehind(from, oldest.get(0).getId())) {
                counters.gaps.increment();
            }
        });
        int times = bytes <= MAX_BYTES_TO_TAKE_MORE ? TIMES_WHEN_BEHIND : 1;
        read(current, options.readCount() * times);
    }

    /** Whether there may have been entries between the last that was read and the oldest that is there. */
    private static boolean isBehind(String last, String oldest) {
        return !last.equals(StreamId.ZERO) && StreamId.parse(oldest).compareTo(StreamId.parse(last)) > 0;
    }

    private static long bytes(List<StreamMessage<String, byte[]>> entries) {
        long bytes = 0;
        for (StreamMessage<String, byte[]> entry : entries) {
            for (byte[] value : entry.getBody().values()) {
                bytes += value.length;
            }
        }
        return bytes;
    }

    private void take(StreamMessage<String, byte[]> entry) {
        lastId = entry.getId();
        try {
            consumer.onEntry(entry);
        } catch (RuntimeException | VirtualMachineError e) { // out of memory: the next one may be smaller
            counters.ignored.increment();
            WARNINGS.warn(LOGGER, "entry of stream {} not carried out", stream, e);
        }
        handedOn = entry.getId();
        completeExpected();
    }

    private void later(Runnable step, @Nullable Throwable failure) {
        if (!closed) {
            LOGGER.debug("cannot read stream {}", stream, failure);
            backend.scheduler().schedule(step, backoff.nextDelayMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
