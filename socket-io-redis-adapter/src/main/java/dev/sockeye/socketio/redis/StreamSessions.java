package dev.sockeye.socketio.redis;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.socketio.adapter.RestoredSession;
import dev.sockeye.socketio.adapter.SessionSnapshot;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sessions in Redis that clients may resume on any server, one key each that expires, and what they missed, out of the
 * stream. Needs Redis 6.2. Thread-safe.
 */
final class StreamSessions {
    /** How long each step may take. Long, for many come at the same time, to a server that has just been started. */
    static final long TIMEOUT_MILLIS = 10_000;

    private static final long RETRY_MILLIS = 50;
    /** What servers give out. Clients send it, and it becomes part of a key. */
    private static final Pattern PRIVATE_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final RedisLink link;
    private final SessionRecords records;
    private final BiConsumer<String, String> onTaken;
    private final Function<String, CompletableFuture<Boolean>> isAlive;
    private final String uid;
    private final String stream;
    private final StreamBacklog backlog;
    private final StreamDelivery<StreamEvent> delivery;
    private final StreamReader reader;
    private final PacketParser parser;

    /**
     * @param onTaken told private id and owner of a session that was taken out while its socket was connected
     * @param isAlive whether a node is connected to Redis
     * @param uid of this node
     */
    StreamSessions(
            RedisLink link,
            SessionRecords records,
            BiConsumer<String, String> onTaken,
            Function<String, CompletableFuture<Boolean>> isAlive,
            String uid,
            String stream,
            StreamBacklog backlog,
            StreamDelivery<StreamEvent> delivery,
            StreamReader reader,
            PacketParser parser) {
        this.link = link;
        this.records = records;
        this.onTaken = onTaken;
        this.isAlive = isAlive;
        this.uid = uid;
        this.stream = stream;
        this.backlog = backlog;
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
     * or its offset, is not there, or Redis takes longer than 10 seconds for one of the steps.
     */
    CompletableFuture<Boolean> restore(String pid, String offset, Consumer<RestoredSession> resume) {
        StreamOffset known = StreamOffset.parse(offset);
        if (known == null || !PRIVATE_ID.matcher(pid).matches()) {
            return CompletableFuture.completedFuture(false);
        }
        String position = known.position().text();
        CompletableFuture<Boolean> resumed = new CompletableFuture<>();
        take(pid)
                .thenCombine(
                        entries(Range.create(position, position)),
                        (session, found) -> session.filter(taken -> !found.isEmpty()))
                .orTimeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .whenComplete((session, failure) -> {
                    if (failure == null && session.isPresent()) {
                        new Resumption(session.get(), known, resume, resumed).start();
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

    private CompletableFuture<List<StreamMessage<String, byte[]>>> entries(Range<String> range) {
        return link.command(commands -> commands.async().xrange(stream, range, Limit.from(1)));
    }

    /** One session on its way back. One step after the other. */
    private final class Resumption {
        private final SessionSnapshot session;
        private final StreamOffset offset;
        private final Consumer<RestoredSession> resume;
        private final CompletableFuture<Boolean> resumed;
        private final List<OutgoingMessage> messages = new ArrayList<>();
        /** How far the entries have been looked at. */
        private StreamId position;
        /** All entries that the client has of the node in its offset are before the position. */
        private boolean settled;
        /** That node is gone, and what it left has been read. */
        private boolean ownerGone;

        private long withoutEntry;
        private long retriesLeft = TIMEOUT_MILLIS / RETRY_MILLIS;

        Resumption(
                SessionSnapshot session,
                StreamOffset offset,
                Consumer<RestoredSession> resume,
                CompletableFuture<Boolean> resumed) {
            this.session = session;
            this.offset = offset;
            this.position = offset.position();
            this.settled = !offset.isAhead();
            this.resume = resume;
            this.resumed = resumed;
        }

        /** Waits until this node has read as far as the client, and knows all that came after that. */
        void start() {
            withoutEntry = delivery.withoutEntry();
            backlog.open();
            resumed.whenComplete((done, failure) -> backlog.close());
            backlog.cover(offset.position())
                    .thenCombine(reader.reached(offset.position()), (covered, reached) -> covered)
                    .orTimeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                    .whenComplete((covered, failure) -> {
                        if (failure == null && covered) {
                            awaitTurn();
                        } else {
                            resumed.complete(false);
                        }
                    });
        }

        private void awaitTurn() {
            guarded(this::tryTurn);
        }

        private void tryTurn() {
            // Most of the work, before it is our turn.
            backlog.after(position).forEach(this::add);
            if (delivery.inTurn(this::prepare)) {
                return;
            }
            if (retriesLeft-- <= 0) {
                resumed.complete(false);
            } else {
                settle().whenComplete((done, failure) ->
                        link.backend().scheduler().schedule(this::awaitTurn, RETRY_MILLIS, TimeUnit.MILLISECONDS));
            }
        }

        /**
         * The client has later events of a node, and some of their entries are not there. Are they still to come? Not if
         * that node is gone; what it had sent before that is in the stream then.
         */
        private CompletableFuture<Void> settle() {
            if (settled || ownerGone || offset.uid().equals(uid)) {
                return CompletableFuture.completedFuture(null);
            }
            return isAlive.apply(offset.uid())
                    .thenCompose(alive -> alive
                            ? CompletableFuture.completedFuture(null)
                            : link.command(commands ->
                                            commands.async().xrevrange(stream, Range.unbounded(), Limit.from(1)))
                                    .thenCompose(last -> last.isEmpty()
                                            ? CompletableFuture.completedFuture(null)
                                            : reader.reached(
                                                    StreamId.parse(last.get(0).getId())))
                                    .thenAccept(reached -> ownerGone = true))
                    .orTimeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        }

        private @Nullable Runnable prepare(StreamDelivery.Turn<StreamEvent> turn) {
            if (!backlog.covers(offset.position()) || delivery.withoutEntry() != withoutEntry) {
                return () -> resumed.complete(false);
            }
            List<StreamBacklog.Entry> rest = backlog.after(position);
            boolean complete = settled
                    || ownerGone
                    || offset.uid().equals(uid)
                    || rest.stream().anyMatch(this::settles);
            return complete ? () -> finish(rest, turn) : null;
        }

        private boolean settles(StreamBacklog.Entry entry) {
            return entry.number >= offset.number() && entry.uid.equals(offset.uid());
        }

        private void finish(List<StreamBacklog.Entry> rest, StreamDelivery.Turn<StreamEvent> turn) {
            guarded(() -> {
                rest.forEach(this::add);
                turn.ahead().forEach(ahead -> addAhead(ahead, turn.position()));
                resume.accept(new RestoredSession(session, messages));
                resumed.complete(true);
            });
        }

        private void guarded(Runnable step) {
            try {
                step.run();
            } catch (RuntimeException e) {
                resumed.completeExceptionally(e);
            }
        }

        /** What the client should have got of an entry, and has not. */
        private void add(StreamBacklog.Entry entry) {
            position = entry.id;
            settled |= settles(entry);
            if (!offset.includes(entry.uid, entry.number) && entry.isFor(session.rooms())) {
                messages.add(settled ? entry.message() : entry.message(offset.uid(), offset.number()));
            }
        }

        /** The same of an event of this node that was delivered and whose entry has not been read. */
        private void addAhead(StreamDelivery.Ahead<StreamEvent> ahead, String behind) {
            StreamEvent event = ahead.event();
            if (!offset.includes(uid, ahead.number()) && StreamBacklog.matches(session.rooms(), event.target())) {
                messages.add(parser.encode(
                                StreamCodec.withOffset(event.packet(), StreamOffset.text(behind, uid, ahead.number())))
                        .compress(event.target().flags().compress()));
            }
        }
    }
}
