package dev.sockeye.socketio.redis;

import dev.sockeye.socketio.adapter.AdapterContext;
import dev.sockeye.socketio.adapter.cluster.ClusterAdapter;
import dev.sockeye.socketio.adapter.cluster.ClusterMessage;
import dev.sockeye.socketio.adapter.cluster.ClusterMessageCodec;
import dev.sockeye.socketio.adapter.cluster.DataJson;
import dev.sockeye.socketio.redis.Subscriptions.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Speaks with the sharded adapter for Node, over the sharded Pub/Sub of Redis 7: in a Redis Cluster only the servers that
 * own a channel's slot carry its messages. Thread-safe.
 */
final class ShardedAdapter extends ClusterAdapter {
    /** Rooms of sockets are told by the length of their names: a publisher does not know the sockets of others. */
    private static final int SOCKET_ID_LENGTH = 20;
    /** A socket has joined a room when others reach it there, but it must not wait for a broker that is gone. */
    private static final long MAX_JOIN_MILLIS = 1000;

    private static final byte[] BROADCAST_MARK = "\"type\":3,".getBytes(StandardCharsets.US_ASCII);
    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final RedisLink link;
    private final Subscriptions subscriptions;
    private final SubscriptionMode mode;
    private final ClusterMessageCodec codec;
    private final String channel;
    private final String responseChannel;
    private final byte[] ownUidMark;
    private final Subscriptions.Listener listener = this::onRawMessage;

    ShardedAdapter(AdapterContext context, RedisLink link, Subscriptions subscriptions, ShardedOptions options) {
        super(context, options.requestsTimeout());
        this.link = link;
        this.subscriptions = subscriptions;
        this.mode = options.subscriptionMode();
        this.codec = new ClusterMessageCodec(context.parser());
        channel = options.channelPrefix() + "#" + context.sockets().namespace() + "#";
        responseChannel = channel + uid() + "#";
        ownUidMark = ("{\"uid\":\"" + uid() + "\"").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public CompletableFuture<Void> init() {
        CompletableFuture<Void> others = CompletableFuture.allOf(
                link.opened(), subscriptions.subscribe(Kind.SHARDED, responseChannel, listener));
        // The last one, since it is by this one that servers are counted.
        return subscriptions.subscribeAfter(others, Kind.SHARDED, channel, listener);
    }

    @Override
    public CompletableFuture<Void> close() {
        subscriptions.unsubscribe(Kind.SHARDED, channel, listener);
        subscriptions.unsubscribe(Kind.SHARDED, responseChannel, listener);
        if (mode != SubscriptionMode.STATIC) {
            sockets().rooms().forEach(room -> subscriptions.unsubscribe(Kind.SHARDED, roomChannel(room), listener));
        }
        return super.close();
    }

    @Override
    public CompletableFuture<Void> onRoomCreated(String room) {
        if (!hasChannelHere(room)) {
            return DONE;
        }
        CompletableFuture<Void> subscribed = subscriptions.subscribe(Kind.SHARDED, roomChannel(room), listener);
        return subscriptions.isOpen()
                ? subscribed.copy().completeOnTimeout(null, MAX_JOIN_MILLIS, TimeUnit.MILLISECONDS)
                : DONE;
    }

    @Override
    public void onRoomDeleted(String room) {
        // Unsubscribing what is not subscribed does nothing; the socket whose room it was may be gone already.
        subscriptions.unsubscribe(Kind.SHARDED, roomChannel(room), listener);
    }

    private boolean hasChannelHere(String room) {
        return mode == SubscriptionMode.DYNAMIC_PRIVATE
                || (mode == SubscriptionMode.DYNAMIC && !sockets().hasSocket(room));
    }

    private String roomChannel(String room) {
        return channel + room + "#";
    }

    @Override
    protected CompletableFuture<Integer> doCountServers() {
        return subscriptions.countServers(link, Kind.SHARDED, channel);
    }

    @Override
    protected CompletableFuture<?> doPublish(ClusterMessage message) {
        return link.publish(channelFor(message), encode(message), true);
    }

    private String channelFor(ClusterMessage message) {
        // All servers answer to a broadcast with acknowledgements, so it goes to all of them.
        if (message instanceof ClusterMessage.Broadcast broadcast
                && broadcast.requestId().isEmpty()
                && broadcast.options().rooms().size() == 1) {
            String room = broadcast.options().rooms().iterator().next();
            if (mode == SubscriptionMode.DYNAMIC_PRIVATE
                    || (mode == SubscriptionMode.DYNAMIC && room.length() != SOCKET_ID_LENGTH)) {
                return roomChannel(room);
            }
        }
        return channel;
    }

    @Override
    protected CompletableFuture<?> doPublishResponse(String requesterUid, ClusterMessage.Response response) {
        return link.publish(channel + requesterUid + "#", encode(response), true);
    }

    /** JSON, unless there is binary in it; the receiver sees which by the first byte. */
    private byte[] encode(ClusterMessage message) {
        Map<String, @Nullable Object> data = codec.encode(message);
        return DataJson.encode(data).orElseGet(() -> MessagePackCodec.INSTANCE.encode(data));
    }

    private void onRawMessage(String from, byte[] message) {
        if (isForNobody(message)) {
            link.counters().skipped.increment();
            return;
        }
        MessageHandling.guard(link.counters(), () -> {
            Object data = message.length > 0 && message[0] == '{'
                    ? DataJson.decode(message)
                    : MessagePackCodec.INSTANCE.decode(message);
            ClusterMessage decoded = codec.decode(data);
            if (decoded.uid().equals(uid())
                    || !decoded.namespace().equals(sockets().namespace())) {
                link.counters().skipped.increment();
                return;
            }
            link.counters().received.increment();
            onMessage(decoded);
        });
    }

    /** Decides by the header of the message: whether it is an own one, or for rooms that nobody here has joined. */
    private boolean isForNobody(byte[] message) {
        if (message.length == 0 || message[0] != '{') {
            BroadcastHeader header = BroadcastHeader.readMessage(message);
            return header != null && (header.uid().equals(uid()) || nobodyIsIn(header.rooms()));
        }
        if (BytePrefix.startsWith(message, ownUidMark)) {
            return true;
        }
        return BytePrefix.containsEarly(message, BROADCAST_MARK)
                && !BytePrefix.containsLate(message, BytePrefix.REQUEST_ID)
                && nobodyIsIn(OptionsTail.roomsOfMessage(message));
    }

    private boolean nobodyIsIn(@Nullable Collection<String> rooms) {
        return rooms != null && !rooms.isEmpty() && rooms.stream().noneMatch(sockets()::hasRoom);
    }
}
