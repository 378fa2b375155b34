package dev.sockeye.socketio.redis;

import dev.sockeye.socketio.adapter.AdapterContext;
import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.KeptSession;
import dev.sockeye.socketio.adapter.RecoverableSocket;
import dev.sockeye.socketio.adapter.RestoredSession;
import dev.sockeye.socketio.adapter.SessionSnapshot;
import dev.sockeye.socketio.adapter.cluster.ClusterAdapter;
import dev.sockeye.socketio.adapter.cluster.ClusterMessage;
import dev.sockeye.socketio.adapter.cluster.ClusterMessageCodec;
import dev.sockeye.socketio.adapter.cluster.ClusterMessageType;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.socketio.protocol.SocketPacket;
import dev.sockeye.socketio.redis.Subscriptions.Kind;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.StreamMessage;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Speaks with the streams adapter for Node, 0.3: what must not be lost goes through a stream, in which every server goes on
 * where it was after an interruption; requests and their answers go over Pub/Sub. Thread-safe.
 *
 * <p>With connection state recovery the events of this server, too, are delivered in the order of the stream, and with the
 * id of their entry as offset; see {@link StreamDelivery}.
 */
final class StreamsAdapter extends ClusterAdapter {
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
    private final RecoveryWindow window = new RecoveryWindow();
    private final StreamSessions sessions;
    private final Optional<LiveSessions> liveSessions;
    private final StreamDelivery delivery;
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
        long millis = options.offsetTimeout().toMillis();
        delivery = new StreamDelivery(
                task -> context.scheduler().schedule(task, millis, TimeUnit.MILLISECONDS), this::appendMark);
        SessionRecords records = new SessionRecords(link.counters(), context.parser(), options.sessionKeyPrefix());
        liveSessions = recovery.filter(duration -> options.keepLiveSessions())
                .map(duration ->
                        new LiveSessions(link, records, uid(), duration, options.offsetTimeout(), context.scheduler()));
        sessions = new StreamSessions(
                link, records, this::tellOwner, stream, codec, namespace, window, delivery, reader, context.parser());
    }

    @Override
    public CompletableFuture<Void> init() {
        liveSessions.ifPresent(LiveSessions::start);
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
        delivery.releaseAll();
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
        } else if (target.flags().local() || packet.ackId() != SocketPacket.NO_ACK) {
            // An acknowledgement has an id of this server, so the event is for sockets of this server.
            delivery.addReady(() -> sockets().broadcast(packet, target));
        } else if (!StreamCodec.hasOffset(packet, target)) {
            doPublish(new ClusterMessage.Broadcast(uid(), sockets().namespace(), packet, target, Optional.empty()));
            delivery.addReady(() -> sockets().broadcast(packet, target));
        } else {
            broadcastInOrder(packet, target);
        }
    }

    private void broadcastInOrder(SocketPacket.Event packet, BroadcastOptions target) {
        Map<String, byte[]> fields = codec.encode(
                new ClusterMessage.Broadcast(uid(), sockets().namespace(), packet, target, Optional.empty()));
        long number;
        CompletableFuture<String> appended;
        // Numbers must have the order of the entries.
        synchronized (delivery) {
            number = delivery.add(offset -> deliver(packet, target, offset));
            fields.put(StreamCodec.NUMBER_FIELD, RedisLink.utf8(Long.toString(number)));
            appended = link.append(stream, fields, options.maxLen());
        }
        if (!reader.isHealthy() && !appended.isCompletedExceptionally()) {
            delivery.onFailure(number, true);
        } else {
            appended.whenComplete((id, failure) -> {
                if (failure != null) {
                    delivery.onFailure(number, !isRefusal(failure));
                }
            });
        }
    }

    /** Whether a command was certainly not carried out. */
    private static boolean isRefusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RedisUnavailableException || cause instanceof RedisCommandExecutionException;
    }

    /** When it is read, so are all entries of this node before it. Others ignore a heartbeat. */
    private void appendMark() {
        if (link.isOpen()) {
            Map<String, byte[]> fields =
                    codec.encode(new ClusterMessage.Heartbeat(uid(), sockets().namespace()));
            synchronized (delivery) {
                fields.put(StreamCodec.NUMBER_FIELD, RedisLink.utf8(Long.toString(delivery.takeNumber())));
                link.append(stream, fields, options.maxLen());
            }
        }
    }

    /** Delivers an event that has an offset, or should have one. */
    private void deliver(SocketPacket.Event packet, BroadcastOptions target, String offset) {
        sockets().broadcast(StreamCodec.withOffset(packet, offset), target);
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
            String number = StreamCodec.text(fields, StreamCodec.NUMBER_FIELD);
            if (!number.isEmpty()) {
                delivery.onEntry(Long.parseLong(number), entry.getId(), () -> window.keep(entry));
            }
            return;
        }
        if (isForNobody(fields)) {
            link.counters().skipped.increment();
            return;
        }
        MessageHandling.guard(link.counters(), () -> {
            ClusterMessage message = codec.decode(fields);
            if (recovery.isPresent()
                    && message instanceof ClusterMessage.Broadcast broadcast
                    && StreamCodec.hasOffset(broadcast.packet(), broadcast.options())) {
                link.counters().received.increment();
                delivery.onForeignEntry(
                        entry.getId(),
                        offset -> deliver(broadcast.packet(), broadcast.options(), offset),
                        () -> window.keep(entry));
            } else {
                carryOut(message);
            }
        });
    }

    /** Whether it is for rooms that nobody here has joined; while a session is resumed it may be for that one. */
    private boolean isForNobody(Map<String, byte[]> fields) {
        byte[] data = fields.get("data");
        if (data == null
                || window.isOpen()
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
        return recovery.isEmpty() ? CompletableFuture.completedFuture(false) : sessions.restore(pid, offset, resume);
    }
}
