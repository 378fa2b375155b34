package dev.sockeye.socketio.internal.namespace;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.LocalSockets;
import dev.sockeye.socketio.adapter.SocketSnapshot;
import dev.sockeye.socketio.internal.socket.BroadcastAcks;
import dev.sockeye.socketio.internal.socket.DefaultSocket;
import dev.sockeye.socketio.internal.socket.SendMode;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sockets of one namespace on this node, for its adapter. Thread-safe. */
final class NodeSockets implements LocalSockets {
    private static final Logger logger = LoggerFactory.getLogger(NodeSockets.class);

    private final DefaultNamespace namespace;

    NodeSockets(DefaultNamespace namespace) {
        this.namespace = namespace;
    }

    @Override
    public String namespace() {
        return namespace.name();
    }

    @Override
    public boolean hasRoom(String room) {
        return namespace.index().hasRoom(room);
    }

    @Override
    public boolean hasSocket(String id) {
        return namespace.index().socket(id) != null;
    }

    @Override
    public Set<String> rooms() {
        return namespace.index().names();
    }

    @Override
    public Set<String> sockets(Set<String> rooms) {
        Set<String> ids = new HashSet<>();
        namespace.index().matching(rooms, Set.of()).forEach(socket -> ids.add(socket.id()));
        return ids;
    }

    @Override
    public void broadcast(SocketPacket.Event packet, BroadcastOptions options) {
        namespace.index().broadcast(options.rooms(), options.except(), packet, null, mode(options));
    }

    @Override
    public void broadcast(SocketPacket.Event packet, OutgoingMessage encoded, BroadcastOptions options) {
        namespace.index().broadcast(options.rooms(), options.except(), packet, encoded, mode(options));
    }

    @Override
    public void broadcastWithAck(
            SocketPacket.Event packet,
            BroadcastOptions options,
            IntConsumer clientCount,
            Consumer<@Nullable Object> ack) {
        long timeoutMillis = options.flags()
                .timeout()
                .orElse(namespace.context().options().ackTimeout())
                .toMillis();
        BroadcastAcks.start(namespace, matching(options), packet, mode(options), timeoutMillis, clientCount, ack);
    }

    private SendMode mode(BroadcastOptions options) {
        return new SendMode(
                namespace.context().parser(),
                options.flags().isVolatile(),
                options.flags().compress(),
                namespace.isRecoverable());
    }

    @Override
    public List<SocketSnapshot> fetchSockets(BroadcastOptions options) {
        return matching(options).stream().map(this::snapshot).collect(Collectors.toList());
    }

    private SocketSnapshot snapshot(DefaultSocket socket) {
        return new SocketSnapshot(socket.id(), socket.handshake().toMap(), socket.rooms(), data(socket));
    }

    private @Nullable Object data(DefaultSocket socket) {
        Map<String, Object> attached = socket.dataIfAny();
        if (attached == null) {
            return null;
        }
        Map<String, @Nullable Object> data = new HashMap<>();
        attached.forEach((key, value) -> {
            try {
                data.put(key, namespace.context().parser().toData(value));
            } catch (IllegalArgumentException e) {
                // An object of this server's own, such as a connection: other servers do without.
                logger.debug(
                        "[{}] data \"{}\" cannot be shown to other servers",
                        socket.conn().id(),
                        key,
                        e);
            }
        });
        return data;
    }

    @Override
    public void addSockets(BroadcastOptions options, Set<String> rooms) {
        matching(options).forEach(socket -> socket.join(rooms));
    }

    @Override
    public void removeSockets(BroadcastOptions options, Set<String> rooms) {
        matching(options).forEach(socket -> rooms.forEach(socket::leave));
    }

    @Override
    public void disconnectSockets(BroadcastOptions options, boolean close) {
        matching(options).forEach(socket -> socket.disconnect(close));
    }

    private List<DefaultSocket> matching(BroadcastOptions options) {
        return namespace.index().matching(options.rooms(), options.except());
    }

    @Override
    public void onServerSideEmit(PacketArgs args, @Nullable Consumer<@Nullable Object> ack) {
        namespace.serverSideEvents().receive(args, ack);
    }
}
