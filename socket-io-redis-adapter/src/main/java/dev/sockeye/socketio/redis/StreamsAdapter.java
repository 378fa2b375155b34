package dev.sockeye.socketio.redis;

import dev.sockeye.socketio.adapter.AdapterContext;
import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.KeptSession;
import dev.sockeye.socketio.adapter.RecoverableSocket;
import dev.sockeye.socketio.adapter.RestoredSession;
import dev.sockeye.socketio.adapter.SessionSnapshot;
import dev.sockeye.socketio.adapter.cluster.ClusterAdapter;
import dev.sockeye.socketio.adapter.cluster.ClusterData;
import dev.sockeye.socketio.adapter.cluster.ClusterMessage;
import dev.sockeye.socketio.adapter.cluster.ClusterMessageCodec;
import dev.sockeye.socketio.adapter.cluster.ClusterMessageType;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.socketio.protocol.SocketPacket;
import dev.sockeye.socketio.redis.Subscriptions.Kind;
import io.lettuce.core.StreamMessage;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Speaks with the streams adapter for Node, 0.3: what must not be lost goes through a stream, in which every server goes on
 * where it was after an interruption; requests and their answers go over Pub/Sub. Thread-safe.
 *
 * <p>With connection state recovery the events of this server, too, are delivered in the order of the stream, and with the
 * id of their entry as offset; see {@link StreamDelivery}.
 */
final class StreamsAdapter extends ClusterAdapter {
    /** How long a client that wants to resume waits for the first connections of this server to Redis. */
    private static final long START_TIMEOUT_MILLIS = 5000;

    private final RedisLink link;
    private final Subscriptions subscriptions;
    private final StreamsOptions options;
    private final StreamReader reader;
    private final Runnable onClose;
    private final ClusterMessageCodec messages;
    private final StreamCodec codec;
    private final Kind kind;
    private final String stream;
    private final String channel;
    private final String ownChannel;
    private final Optional<Duration> recovery;
    private final StreamBacklog backlog;
    private final StreamSessions sessions;
    private final Optional<LiveSessions> liveSessions;
    private final StreamDelivery<StreamEvent> delivery;
    /** Whether sessions can be looked for; fails if that takes too long. */
    private final CompletableFuture<Void> started;

    private final Subscriptions.Listener listener = this::onChannelMessage;

    StreamsAdapter(
            AdapterContext context,
            RedisLink link,
            Subscriptions subscriptions,
            StreamsOptions options,
            StreamReader reader,
            Runnable onClose) {
        super(context, options.requestsTimeout());
        this.link = link;
        this.subscriptions = subscriptions;
        this.options = options;
        this.reader = reader;
        this.onClose = onClose;
        String namespace = context.sockets().namespace();
        messages = new ClusterMessageCodec(context.parser());
        codec = new StreamCodec(messages, options.onlyPlaintext());
        kind = options.useShardedPubSub() ? Kind.SHARDED : Kind.CHANNEL;
        stream = options.streamOf(namespace);
        channel = options.channelPrefix() + "#" + namespace + "#";
        ownChannel = channel + uid() + "#";
        recovery = context.maxDisconnectionDuration();
        long tickMillis = Math.max(1, options.offsetTimeout().toMillis() / StreamDelivery.MAX_TICKS);
        delivery = new StreamDelivery<>(
                uid(),
                reader::position,
                this::deliver,
                task -> context.scheduler().schedule(task, tickMillis, TimeUnit.MILLISECONDS),
                this::appendMark);
        backlog = new StreamBacklog(link, codec, context.parser(), stream, namespace, reader::position);
        SessionRecords records = new SessionRecords(link.counters(), context.parser(), options.sessionKeyPrefix());
        liveSessions = recovery.filter(duration -> options.keepLiveSessions())
                .map(duration ->
                        new LiveSessions(link, records, uid(), duration, options.offsetTimeout(), context.scheduler()));
        sessions = new StreamSessions(
                link,
                records,
                this::tellOwner,
                this::isAlive,
                uid(),
                stream,
                backlog,
                delivery,
                reader,
                context.parser());
        started = CompletableFuture.allOf(link.opened(), reader.ready())
                .orTimeout(START_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletableFuture<Void> init() {
        liveSessions.ifPresent(LiveSessions::start);
        if (recovery.isPresent()) {
            CompletableFuture.allOf(link.opened(), reader.ready()).thenRun(this::markBeginning);
        }
        CompletableFuture<Void> others = CompletableFuture.allOf(
                link.opened(), reader.ready(), subscriptions.subscribe(kind, ownChannel, listener));
        // The last one, since it is by this one that servers are counted.
        return subscriptions.subscribeAfter(others, kind, channel, listener);
    }

    @Override
    public CompletableFuture<Void> close() {
        onClose.run();
        liveSessions.ifPresent(LiveSessions::close);
        subscriptions.unsubscribe(kind, channel, listener);
        subscriptions.unsubscribe(kind, ownChannel, listener);
        delivery.close();
        return super.close();
    }

    @Override
    protected CompletableFuture<Integer> doCountServers() {
        return subscriptions.countServers(link, kind, channel);
    }

    @Override
    public void broadcast(SocketPacket.Event packet, BroadcastOptions target) {
        if (recovery.isEmpty()) {
            super.broadcast(packet, target);
            return;
        }
        SocketPacket.Event fixed = fixed(packet);
        if (target.flags().local() || packet.ackId() != SocketPacket.NO_ACK) {
            // An acknowledgement has an id of this server, so the event is for sockets of this server.
            delivery.addReady(() -> sockets().broadcast(fixed, target));
        } else if (!StreamCodec.hasOffset(packet, target)) {
            doPublish(new ClusterMessage.Broadcast(uid(), sockets().namespace(), fixed, target, Optional.empty()));
            delivery.addReady(() -> sockets().broadcast(fixed, target));
        } else {
            broadcastInOrder(fixed, target);
        }
    }

    @Override
    public void broadcastWithAck(
            SocketPacket.Event packet,
            BroadcastOptions target,
            IntConsumer clientCount,
            Consumer<@Nullable Object> ack) {
        super.broadcastWithAck(recovery.isEmpty() ? packet : fixed(packet), target, clientCount, ack);
    }

    /** The event as it is now: it is encoded later, when the application may have changed its arguments. */
    private SocketPacket.Event fixed(SocketPacket.Event packet) {
        List<@Nullable Object> args = ClusterData.args(packet.args(), context().parser());
        return new SocketPacket.Event(packet.namespace(), packet.ackId(), PacketArgs.of(args.toArray()));
    }

    private void broadcastInOrder(SocketPacket.Event packet, BroadcastOptions target) {
        Map<String, byte[]> fields = codec.encode(
                new ClusterMessage.Broadcast(uid(), sockets().namespace(), packet, target, Optional.empty()));
        if (!reader.isHealthy()) {
            delivery.stall();
        }
        delivery.add(new StreamEvent(packet, target), number -> append(fields, number));
    }

    private CompletableFuture<String> append(Map<String, byte[]> fields, long number) {
        fields.put(StreamCodec.NUMBER_FIELD, RedisLink.utf8(Long.toString(number)));
        return link.append(stream, fields, options.maxLen());
    }

    @Override
    public void runInTurn(Runnable task) {
        if (recovery.isEmpty()) {
            task.run();
        } else {
            delivery.addReady(task);
        }
    }

    @Override
    public void flush(Runnable task) {
        if (recovery.isEmpty()) {
            task.run();
        } else {
            delivery.flush(task);
        }
    }

    /** In a stream without entries no position could be told. */
    private void markBeginning() {
        if (reader.position().equals(StreamId.ZERO)) {
            appendMark();
        }
    }

    /** When it is read, so are all entries of this node before it. Others ignore a heartbeat. */
    private void appendMark() {
        if (link.isOpen()) {
            Map<String, byte[]> fields =
                    codec.encode(new ClusterMessage.Heartbeat(uid(), sockets().namespace()));
            delivery.addMark(number -> append(fields, number));
        }
    }

    /** Delivers an event that has an offset. */
    private void deliver(StreamEvent event, String offset) {
        sockets().broadcast(StreamCodec.withOffset(event.packet(), offset), event.target());
    }

    @Override
    protected CompletableFuture<?> doPublish(ClusterMessage message) {
        return isEphemeral(message)
                ? link.publish(channel, encode(message), options.useShardedPubSub())
                : link.append(stream, codec.encode(message), options.maxLen());
    }

    private static boolean isEphemeral(ClusterMessage message) {
        return message.type() == ClusterMessageType.SERVER_SIDE_EMIT
                || message.type() == ClusterMessageType.FETCH_SOCKETS
                || (message instanceof ClusterMessage.Broadcast broadcast
                        && broadcast.requestId().isPresent());
    }

    @Override
    protected CompletableFuture<?> doPublishResponse(String requesterUid, ClusterMessage.Response response) {
        return link.publish(channel + requesterUid + "#", encode(response), options.useShardedPubSub());
    }

    private byte[] encode(ClusterMessage message) {
        return MessagePackCodec.INSTANCE.encode(messages.encode(message));
    }

    private void onChannelMessage(String from, byte[] message) {
        MessageHandling.guard(link.counters(), () -> {
            Object data = MessagePackCodec.INSTANCE.decode(message);
            if (data instanceof List<?> taken) {
                onTaken(taken);
            } else {
                carryOut(messages.decode(data));
            }
        });
    }

    /** A session was taken out of Redis here, while its socket is connected to some node: that one must end it. */
    private void tellOwner(String pid, String owner) {
        String ownerUid = SessionRecords.uid(owner);
        if (uid().equals(ownerUid)) {
            liveSessions.ifPresent(live -> live.onTaken(pid, owner));
        } else if (ownerUid != null) {
            // A list is no message of other adapters; it goes to the channel of the owner alone.
            byte[] message = MessagePackCodec.INSTANCE.encode(List.of(pid, owner));
            link.publish(channel + ownerUid + "#", message, options.useShardedPubSub());
        }
    }

    /** A node hears its own channel as long as it has a connection. */
    private CompletableFuture<Boolean> isAlive(String otherUid) {
        return link.countSubscribers(channel + otherUid + "#", options.useShardedPubSub())
                .thenApply(count -> count > 0);
    }

    private void onTaken(List<?> taken) throws PacketFormatException {
        if (taken.size() != 2 || !(taken.get(0) instanceof String pid) || !(taken.get(1) instanceof String owner)) {
            throw new PacketFormatException("no session that was taken");
        }
        link.counters().received.increment();
        liveSessions.ifPresent(live -> live.onTaken(pid, owner));
    }

    private void carryOut(ClusterMessage message) {
        if (message.uid().equals(uid()) || !message.namespace().equals(sockets().namespace())) {
            link.counters().skipped.increment();
        } else {
            link.counters().received.increment();
            onMessage(message);
        }
    }

    /** Takes an entry of the stream in this namespace; called for one after the other, in their order. */
    void onEntry(StreamMessage<String, byte[]> entry) {
        Map<String, byte[]> fields = entry.getBody();
        if (StreamCodec.text(fields, "uid").equals(uid())) {
            link.counters().skipped.increment();
            long number = StreamCodec.number(fields);
            if (number >= 0) {
                delivery.onEntry(number, entry.getId(), () -> backlog.note(entry));
            }
            return;
        }
        if (isForNobody(fields) && (recovery.isEmpty() || backlog.skip(entry))) {
            link.counters().skipped.increment();
            return;
        }
        MessageHandling.guard(link.counters(), () -> {
            ClusterMessage message = codec.decode(fields);
            if (recovery.isEmpty()) {
                carryOut(message);
            } else if (message instanceof ClusterMessage.Broadcast broadcast
                    && StreamCodec.hasOffset(broadcast.packet(), broadcast.options())) {
                link.counters().received.increment();
                delivery.onForeignEntry(
                        entry.getId(),
                        new StreamEvent(broadcast.packet(), broadcast.options()),
                        () -> backlog.note(entry));
            } else {
                delivery.runBehindEntries(() -> carryOut(message));
            }
        });
    }

    /** Runs a task behind the deliveries of the entries that were taken. */
    void runBehindEntries(Runnable task) {
        if (recovery.isEmpty()) {
            task.run();
        } else {
            delivery.runBehindEntries(task);
        }
    }

    /** Whether it is for rooms that nobody here has joined. */
    private boolean isForNobody(Map<String, byte[]> fields) {
        byte[] data = fields.get("data");
        if (data == null
                || backlog.isOpen()
                || !StreamCodec.isBroadcast(fields, sockets().namespace())) {
            return false;
        }
        Collection<String> rooms = StreamCodec.rooms(data);
        return rooms != null && !rooms.isEmpty() && rooms.stream().noneMatch(sockets()::hasRoom);
    }

    @Override
    public boolean supportsRecovery() {
        return true;
    }

    @Override
    public void persistSession(SessionSnapshot session) {
        recovery.ifPresent(duration -> sessions.persist(session, duration));
    }

    @Override
    public Optional<KeptSession> keepSession(RecoverableSocket socket) {
        return liveSessions.map(live -> live.keep(socket));
    }

    @Override
    public CompletableFuture<Boolean> restoreSession(String pid, String offset, Consumer<RestoredSession> resume) {
        return recovery.isEmpty()
                ? CompletableFuture.completedFuture(false)
                : started.handle((done, tooLate) -> pid).thenCompose(known -> sessions.restore(known, offset, resume));
    }
}
