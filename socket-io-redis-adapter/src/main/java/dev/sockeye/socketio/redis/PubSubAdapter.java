package dev.sockeye.socketio.redis;

import dev.sockeye.socketio.adapter.AdapterContext;
import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.cluster.ClusterAdapter;
import dev.sockeye.socketio.adapter.cluster.ClusterData;
import dev.sockeye.socketio.adapter.cluster.ClusterMessage;
import dev.sockeye.socketio.adapter.cluster.ClusterMessageType;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.socketio.redis.Subscriptions.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Speaks with the classic adapter for Node ({@code @socket.io/redis-adapter} 7 and 8, and with broadcasts of {@code
 * socket.io-redis} 5 and 6). Thread-safe.
 *
 * <p>A broadcast goes to the channel of its room if it has exactly one, else to that of the namespace; all of these are
 * received by one pattern. Joining, leaving and disconnecting is done here at once; the adapter for Node does it when its
 * own request comes back.
 */
final class PubSubAdapter extends ClusterAdapter {
    private final RedisLink link;
    private final Subscriptions subscriptions;
    private final PubSubOptions options;
    private final PubSubWire wire;
    private final boolean readsHeaders;
    private final String channel;
    private final String requestChannel;
    private final String responseChannel;
    private final String ownResponseChannel;
    private final Subscriptions.Listener broadcastListener = this::onBroadcastMessage;
    private final Subscriptions.Listener requestListener = this::onRequestMessage;
    private final Subscriptions.Listener responseListener = this::onResponseMessage;

    PubSubAdapter(AdapterContext context, RedisLink link, Subscriptions subscriptions, PubSubOptions options) {
        super(context, options.requestsTimeout());
        this.link = link;
        this.subscriptions = subscriptions;
        this.options = options;
        String namespace = context.sockets().namespace();
        wire = new PubSubWire(namespace, options.codec(), context.parser());
        readsHeaders = options.codec() == MessagePackCodec.INSTANCE;
        channel = options.key() + "#" + namespace + "#";
        requestChannel = options.key() + "-request#" + namespace + "#";
        responseChannel = options.key() + "-response#" + namespace + "#";
        ownResponseChannel = responseChannel + uid() + "#";
    }

    @Override
    public CompletableFuture<Void> init() {
        CompletableFuture<Void> others = CompletableFuture.allOf(
                link.opened(),
                subscriptions.subscribe(Kind.PATTERN, channelPattern(), broadcastListener),
                subscriptions.subscribe(Kind.CHANNEL, responseChannel, responseListener),
                subscriptions.subscribe(Kind.CHANNEL, ownResponseChannel, responseListener));
        // The last one, since it is by this one that servers are counted.
        return subscriptions.subscribeAfter(others, Kind.CHANNEL, requestChannel, requestListener);
    }

    /** What is special in a pattern must be taken as it is in the name of a namespace. */
    private String channelPattern() {
        return channel.replaceAll("([\\\\*?\\[\\]])", "\\\\$1") + "*";
    }

    @Override
    public CompletableFuture<Void> close() {
        subscriptions.unsubscribe(Kind.CHANNEL, requestChannel, requestListener);
        subscriptions.unsubscribe(Kind.PATTERN, channelPattern(), broadcastListener);
        subscriptions.unsubscribe(Kind.CHANNEL, responseChannel, responseListener);
        subscriptions.unsubscribe(Kind.CHANNEL, ownResponseChannel, responseListener);
        return super.close();
    }

    @Override
    protected CompletableFuture<Integer> doCountServers() {
        return subscriptions.countServers(link, Kind.CHANNEL, requestChannel);
    }

    @Override
    public CompletableFuture<Set<String>> allRooms() {
        Set<String> local = sockets().rooms();
        return serverCount()
                .thenCompose(count -> count <= 1
                        ? CompletableFuture.completedFuture(local)
                        : requestAll(
                                        List.copyOf(local),
                                        count - 1,
                                        options.requestsTimeout(),
                                        id -> link.publish(requestChannel, wire.encodeAllRooms(uid(), id), false))
                                .thenApply(PubSubAdapter::names));
    }

    private static Set<String> names(List<@Nullable Object> values) {
        Set<String> names = new TreeSet<>();
        values.forEach(value -> names.add(String.valueOf(value)));
        return names;
    }

    @Override
    protected CompletableFuture<?> doPublish(ClusterMessage message) {
        if (message instanceof ClusterMessage.Broadcast broadcast
                && broadcast.requestId().isEmpty()) {
            String target = PubSubWire.broadcastChannel(channel, broadcast.options());
            return link.publish(target, wire.encodeBroadcast(broadcast), false);
        }
        return link.publish(requestChannel, wire.encodeRequest(message), false);
    }

    @Override
    protected CompletableFuture<?> doPublishResponse(String requesterUid, ClusterMessage.Response response) {
        // As the reference: answers to server-side emits always go to all.
        boolean specific = response.type() != ClusterMessageType.SERVER_SIDE_EMIT_RESPONSE;
        return link.publish(responseChannelOf(requesterUid, specific), wire.encodeResponse(response), false);
    }

    private String responseChannelOf(String requesterUid, boolean specific) {
        return specific && options.publishOnSpecificResponseChannel() && !requesterUid.isEmpty()
                ? responseChannel + requesterUid + "#"
                : responseChannel;
    }

    private void onBroadcastMessage(String from, byte[] message) {
        if (!from.startsWith(channel) || isForNobody(from, message)) {
            link.counters().skipped.increment();
            return;
        }
        handle(() -> {
            ClusterMessage.Broadcast broadcast = wire.decodeBroadcast(message);
            if (broadcast.uid().equals(uid())
                    || !broadcast.namespace().equals(sockets().namespace())) {
                link.counters().skipped.increment();
                return;
            }
            link.counters().received.increment();
            onMessage(broadcast);
        });
    }

    /** Decides by the channel and the header, so that what is not for us costs next to nothing. */
    private boolean isForNobody(String from, byte[] message) {
        if (from.length() > channel.length()) {
            String room = from.substring(channel.length(), from.length() - 1);
            if (!sockets().hasRoom(room)) {
                return true;
            }
        }
        BroadcastHeader header = readsHeaders ? BroadcastHeader.read(message) : null;
        if (header == null) {
            return false;
        }
        List<String> rooms = header.rooms();
        return header.uid().equals(uid())
                || (rooms != null && !rooms.isEmpty() && rooms.stream().noneMatch(sockets()::hasRoom));
    }

    private void onRequestMessage(String from, byte[] message) {
        handle(() -> {
            Map<?, ?> fields = wire.decodeFields(message);
            if (uid().equals(fields.get("uid"))) {
                link.counters().skipped.increment();
                return;
            }
            if (!(fields.get("type") instanceof Number type)) {
                throw new PacketFormatException("no request type");
            }
            Optional<ClusterMessage> request = wire.readRequest(type.intValue(), fields);
            if (request.isPresent()) {
                link.counters().received.increment();
                onMessage(request.get());
            } else {
                onOtherRequest(type.intValue(), fields);
                link.counters().received.increment();
            }
        });
    }

    /** Requests that only servers of Node make. */
    private void onOtherRequest(int type, Map<?, ?> fields) throws PacketFormatException {
        switch (type) {
            case PubSubWire.SOCKETS ->
                respond(
                        fields,
                        wire.encodeNames(
                                PubSubWire.requestId(fields),
                                "sockets",
                                sockets().sockets(ClusterData.readRooms(fields.get("rooms")))));
            case PubSubWire.ALL_ROOMS ->
                respond(
                        fields,
                        wire.encodeNames(
                                PubSubWire.requestId(fields), "rooms", sockets().rooms()));
            case PubSubWire.REMOTE_JOIN, PubSubWire.REMOTE_LEAVE, PubSubWire.REMOTE_DISCONNECT ->
                onOldRequest(type, fields);
            default -> throw new PacketFormatException("unknown request type " + type);
        }
    }

    /** The form of {@code socket.io-redis} 6.0: one socket, one room, and an answer from the server that has it. */
    private void onOldRequest(int type, Map<?, ?> fields) throws PacketFormatException {
        String id = ClusterData.string(fields.get("sid"), "sid");
        if (!sockets().hasSocket(id)) {
            return;
        }
        BroadcastOptions one = new BroadcastOptions(Set.of(id), Set.of(), BroadcastOptions.Flags.NONE);
        if (type == PubSubWire.REMOTE_DISCONNECT) {
            sockets().disconnectSockets(one, Boolean.TRUE.equals(fields.get("close")));
        } else {
            Set<String> rooms = ClusterData.readRooms(List.of(ClusterData.string(fields.get("room"), "room")));
            if (type == PubSubWire.REMOTE_JOIN) {
                sockets().addSockets(one, rooms);
            } else {
                sockets().removeSockets(one, rooms);
            }
        }
        respond(fields, wire.encodeDone(PubSubWire.requestId(fields)));
    }

    private void respond(Map<?, ?> request, byte[] response) {
        String requester = request.get("uid") instanceof String text ? text : "";
        link.publish(responseChannelOf(requester, true), response, false);
    }

    private void onResponseMessage(String from, byte[] message) {
        handle(() -> {
            Map<?, ?> fields = wire.decodeFields(message);
            String requestId = PubSubWire.requestId(fields);
            if (!isPending(requestId)) {
                link.counters().skipped.increment();
                return;
            }
            link.counters().received.increment();
            if (fields.containsKey("rooms") && !fields.containsKey("type")) {
                answer(requestId, "", ClusterData.readRooms(fields.get("rooms")));
            } else {
                wire.readResponse(fields).ifPresent(this::onResponse);
            }
        });
    }

    private void handle(MessageHandling handling) {
        MessageHandling.guard(link.counters(), handling);
    }
}
