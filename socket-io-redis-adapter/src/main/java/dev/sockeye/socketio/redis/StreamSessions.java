package dev.sockeye.socketio.redis;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.RestoredSession;
import dev.sockeye.socketio.adapter.SessionSnapshot;
import dev.sockeye.socketio.adapter.cluster.ClusterMessage;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.socketio.protocol.PacketParser;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.SetArgs;
import io.lettuce.core.StreamMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Sessions in Redis that clients may resume on any server, one key each that expires, and what they missed, out of the
 * stream. Needs Redis 6.2. Thread-safe.
 */
final class StreamSessions {
    private static final int ENTRIES_PER_CALL = 1000;
    /** A client that is further behind starts afresh. */
    private static final int MAX_CALLS = 100;

    private static final long TIMEOUT_MILLIS = 5000;
    private static final long RETRY_MILLIS = 10;
    private static final int MAX_TURNS = 500;
    /** What servers give out. Clients send it, and it becomes part of a key. */
    private static final Pattern PRIVATE_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final RedisLink link;
    private final SessionRecords records;
    private final BiConsumer<String, String> onTaken;
    private final String stream;
    private final StreamCodec codec;
    private final String namespace;
    private final RecoveryWindow window;
    private final StreamDelivery delivery;
    private final StreamReader reader;
    private final PacketParser parser;

    /** @param onTaken told private id and owner of a session that was taken out while its socket was connected */
    StreamSessions(
            RedisLink link,
            SessionRecords records,
            BiConsumer<String, String> onTaken,
            String stream,
            StreamCodec codec,
            String namespace,
            RecoveryWindow window,
            StreamDelivery delivery,
            StreamReader reader,
            PacketParser parser) {
        this.link = link;
        this.records = records;
        this.onTaken = onTaken;
        this.stream = stream;
        this.codec = codec;
        this.namespace = namespace;
        this.window = window;
        this.delivery = delivery;
        this.reader = reader;
        this.parser = parser;
    }

    void persist(SessionSnapshot session, Duration maxDisconnectionDuration) {
        byte[] value = records.encode(session);
        link.<String>command(commands -> commands.async()
                        .set(
                                records.key(session.pid()),
                                value,
                                SetArgs.Builder.px(maxDisconnectionDuration.toMillis())))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        link.counters().lost.increment();
                    }
                });
    }

    /**
     * Takes a session out and resumes it, with {@code resume} called in turn with the deliveries of this node; false if it,
     * or its offset, is not there, or Redis takes longer than 5 seconds for one of the steps.
     */
    CompletableFuture<Boolean> restore(String pid, String offset, Consumer<RestoredSession> resume) {
        if (!StreamId.isValid(offset) || !PRIVATE_ID.matcher(pid).matches()) {
            return CompletableFuture.completedFuture(false);
        }
        CompletableFuture<Boolean> resumed = new CompletableFuture<>();
        take(pid)
                .thenCombine(
                        entries(Range.create(offset, offset), 1),
                        (session, found) -> session.filter(known -> !found.isEmpty()))
                .orTimeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .whenComplete((session, failure) -> {
                    if (failure == null && session.isPresent()) {
                        new Resumption(session.get(), offset, resume, resumed).start();
                    } else {
                        resumed.complete(false);
                    }
                });
        return resumed;
    }

    /** Nobody else gets it after that: not the one who keeps it for a connected socket, either. */
    private CompletableFuture<Optional<SessionSnapshot>> take(String pid) {
        return link.<byte[]>command(commands -> commands.async().getdel(records.key(pid)))
                .thenApply(value -> value == null ? Optional.empty() : Optional.of(decode(pid, value)));
    }

    private SessionSnapshot decode(String pid, byte[] value) {
        try {
            SessionRecords.Found found = records.decode(value);
            String owner = found.owner();
            if (owner != null) {
                onTaken.accept(pid, owner);
            }
            return found.session();
        } catch (PacketFormatException e) {
            link.counters().ignored.increment();
            throw new IllegalArgumentException(e);
        }
    }

    private CompletableFuture<List<StreamMessage<String, byte[]>>> entries(Range<String> range, int count) {
        return link.command(commands -> commands.async().xrange(stream, range, Limit.from(count)));
    }

    /** One session on its way back. One step after the other. */
    private final class Resumption {
        private final SessionSnapshot session;
        private final Consumer<RestoredSession> resume;
        private final CompletableFuture<Boolean> resumed;
        private final List<OutgoingMessage> messages = new ArrayList<>();
        private String position;
        private int callsLeft = MAX_CALLS;
        private int turnsLeft = MAX_TURNS;

        Resumption(
                SessionSnapshot session,
                String offset,
                Consumer<RestoredSession> resume,
                CompletableFuture<Boolean> resumed) {
            this.session = session;
            this.position = offset;
            this.resume = resume;
            this.resumed = resumed;
        }

        /**
         * Reads what the stream has, waits until this node has read as much, and takes what it has read since from the
         * window.
         */
        void start() {
            RecoveryWindow.Kept kept = window.open();
            long withoutEntry = delivery.withoutEntry();
            resumed.whenComplete((done, failure) -> window.close(kept));
            collect()
                    .thenCompose(complete -> reader.reached(StreamId.parse(position)))
                    .orTimeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                    .whenComplete((reached, failure) -> {
                        if (failure == null) {
                            awaitTurn(kept, withoutEntry);
                        } else {
                            resumed.complete(false);
                        }
                    });
        }

        private void awaitTurn(RecoveryWindow.Kept kept, long withoutEntry) {
            if (delivery.inTurn(() -> prepare(kept, withoutEntry))) {
                return;
            }
            if (turnsLeft-- > 0) {
                link.backend()
                        .scheduler()
                        .schedule(() -> awaitTurn(kept, withoutEntry), RETRY_MILLIS, TimeUnit.MILLISECONDS);
            } else {
                resumed.complete(false);
            }
        }

        private Runnable prepare(RecoveryWindow.Kept kept, long withoutEntry) {
            if (!kept.isComplete() || delivery.withoutEntry() != withoutEntry) {
                return () -> resumed.complete(false);
            }
            List<StreamMessage<String, byte[]>> entries = kept.after(StreamId.parse(position));
            return () -> finish(entries);
        }

        private void finish(List<StreamMessage<String, byte[]>> entries) {
            try {
                entries.forEach(entry -> add(entry, session, messages));
                resume.accept(new RestoredSession(session, messages));
                resumed.complete(true);
            } catch (RuntimeException e) {
                resumed.completeExceptionally(e);
            }
        }

        private CompletableFuture<Void> collect() {
            if (callsLeft-- <= 0) {
                return CompletableFuture.failedFuture(new IllegalStateException("too far behind"));
            }
            Range<String> range = Range.from(Range.Boundary.excluding(position), Range.Boundary.unbounded());
            return entries(range, ENTRIES_PER_CALL).thenCompose(entries -> {
                for (StreamMessage<String, byte[]> entry : entries) {
                    position = entry.getId();
                    add(entry, session, messages);
                }
                return entries.size() == ENTRIES_PER_CALL ? collect() : CompletableFuture.completedFuture(null);
            });
        }
    }

    /** Of one entry, what the session's socket should have got. */
    private void add(StreamMessage<String, byte[]> entry, SessionSnapshot session, List<OutgoingMessage> messages) {
        MessageHandling.guard(link.counters(), () -> {
            if (!StreamCodec.isBroadcast(entry.getBody(), namespace)
                    || !(codec.decode(entry.getBody()) instanceof ClusterMessage.Broadcast broadcast)) {
                return;
            }
            if (StreamCodec.hasOffset(broadcast.packet(), broadcast.options())
                    && isFor(session.rooms(), broadcast.options())) {
                messages.add(parser.encode(StreamCodec.withOffset(broadcast.packet(), entry.getId())));
            }
        });
    }

    private static boolean isFor(Set<String> rooms, BroadcastOptions options) {
        return (options.rooms().isEmpty() || options.rooms().stream().anyMatch(rooms::contains))
                && options.except().stream().noneMatch(rooms::contains);
    }
}
