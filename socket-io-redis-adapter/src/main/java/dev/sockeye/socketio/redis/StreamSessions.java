package dev.sockeye.socketio.redis;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.socketio.adapter.RestoredSession;
import dev.sockeye.socketio.adapter.SessionSnapshot;
import dev.sockeye.socketio.adapter.cluster.ClusterMessage;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.SetArgs;
import io.lettuce.core.StreamMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
     * or its offset, is not there, or Redis does not answer within 5 seconds.
     */
    CompletableFuture<Boolean> restore(String pid, String offset, Consumer<RestoredSession> resume) {
        if (!StreamId.isValid(offset) || !PRIVATE_ID.matcher(pid).matches()) {
            return CompletableFuture.completedFuture(false);
        }
        RecoveryWindow.Kept kept = window.open();
        return take(pid)
                .thenCombine(
                        entries(Range.create(offset, offset), 1),
                        (session, found) -> session.filter(known -> !found.isEmpty()))
                .thenCompose(session -> session.map(known -> collect(known, offset, new ArrayList<>(), MAX_CALLS))
                        .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())))
                .orTimeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .exceptionally(failure -> Optional.empty())
                .thenCompose(missed -> missed.map(found -> resumeInTurn(found, kept, resume))
                        .orElseGet(() -> CompletableFuture.completedFuture(false)))
                .whenComplete((resumed, failure) -> window.close(kept));
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

    private CompletableFuture<Boolean> resumeInTurn(
            Missed missed, RecoveryWindow.Kept kept, Consumer<RestoredSession> resume) {
        // This node may be behind what was read just now; it would deliver the same events once more.
        return reader.reached(missed.position())
                .handle((reached, failure) -> failure == null)
                .thenCompose(reached ->
                        reached ? resumeNow(missed, kept, resume) : CompletableFuture.completedFuture(false));
    }

    private CompletableFuture<Boolean> resumeNow(
            Missed missed, RecoveryWindow.Kept kept, Consumer<RestoredSession> resume) {
        CompletableFuture<Boolean> resumed = new CompletableFuture<>();
        delivery.onForeignEntry(() -> {
            try {
                resumed.complete(resume(missed, kept, resume));
            } catch (RuntimeException e) {
                resumed.completeExceptionally(e);
            }
        });
        return resumed;
    }

    private boolean resume(Missed missed, RecoveryWindow.Kept kept, Consumer<RestoredSession> resume) {
        if (!kept.isComplete()) {
            return false;
        }
        List<OutgoingMessage> messages = new ArrayList<>(missed.messages());
        kept.after(missed.position(), missed.session().rooms())
                .forEach(event -> messages.add(encode(event.packet(), event.id())));
        resume.accept(new RestoredSession(missed.session(), messages));
        return true;
    }

    private OutgoingMessage encode(SocketPacket.Event packet, String id) {
        return parser.encode(StreamCodec.withOffset(packet, id));
    }

    /** What a session's client missed, as far as to a position in the stream. */
    private record Missed(SessionSnapshot session, List<OutgoingMessage> messages, StreamId position) {}

    private CompletableFuture<List<StreamMessage<String, byte[]>>> entries(Range<String> range, int count) {
        return link.command(commands -> commands.async().xrange(stream, range, Limit.from(count)));
    }

    private CompletableFuture<Optional<Missed>> collect(
            SessionSnapshot session, String after, List<OutgoingMessage> messages, int callsLeft) {
        if (callsLeft == 0) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Range<String> range = Range.from(Range.Boundary.excluding(after), Range.Boundary.unbounded());
        return entries(range, ENTRIES_PER_CALL).thenCompose(entries -> {
            String last = after;
            for (StreamMessage<String, byte[]> entry : entries) {
                last = entry.getId();
                add(entry, session, messages);
            }
            return entries.size() == ENTRIES_PER_CALL
                    ? collect(session, last, messages, callsLeft - 1)
                    : CompletableFuture.completedFuture(
                            Optional.of(new Missed(session, messages, StreamId.parse(last))));
        });
    }

    /** Of one entry, what the session's socket should have got. */
    private void add(StreamMessage<String, byte[]> entry, SessionSnapshot session, List<OutgoingMessage> messages) {
        MessageHandling.guard(link.counters(), () -> {
            if (!StreamCodec.isBroadcast(entry.getBody(), namespace)
                    || !(codec.decode(entry.getBody()) instanceof ClusterMessage.Broadcast broadcast)) {
                return;
            }
            RecoveryWindow.StreamedEvent event =
                    new RecoveryWindow.StreamedEvent(entry.getId(), broadcast.packet(), broadcast.options());
            if (StreamCodec.hasOffset(broadcast.packet(), broadcast.options()) && event.isFor(session.rooms())) {
                messages.add(encode(broadcast.packet(), entry.getId()));
            }
        });
    }
}
