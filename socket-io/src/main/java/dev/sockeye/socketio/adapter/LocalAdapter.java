package dev.sockeye.socketio.adapter;

import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The adapter of a server that stands alone. Thread-safe. */
public final class LocalAdapter implements Adapter {
    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final LocalSockets sockets;

    /** @param sockets the sockets of this node */
    public LocalAdapter(LocalSockets sockets) {
        this.sockets = sockets;
    }

    @Override
    public CompletableFuture<Integer> serverCount() {
        return CompletableFuture.completedFuture(1);
    }

    @Override
    public void broadcast(SocketPacket.Event packet, BroadcastOptions options) {
        sockets.broadcast(packet, options);
    }

    @Override
    public void broadcastWithAck(
            SocketPacket.Event packet,
            BroadcastOptions options,
            IntConsumer clientCount,
            Consumer<@Nullable Object> ack) {
        sockets.broadcastWithAck(packet, options, clientCount, ack);
    }

    @Override
    public CompletableFuture<List<SocketSnapshot>> fetchSockets(BroadcastOptions options) {
        return CompletableFuture.completedFuture(sockets.fetchSockets(options));
    }

    @Override
    public CompletableFuture<Set<String>> allRooms() {
        return CompletableFuture.completedFuture(sockets.rooms());
    }

    @Override
    public CompletableFuture<Void> addSockets(BroadcastOptions options, Set<String> rooms) {
        sockets.addSockets(options, rooms);
        return DONE;
    }

    @Override
    public CompletableFuture<Void> removeSockets(BroadcastOptions options, Set<String> rooms) {
        sockets.removeSockets(options, rooms);
        return DONE;
    }

    @Override
    public CompletableFuture<Void> disconnectSockets(BroadcastOptions options, boolean close) {
        sockets.disconnectSockets(options, close);
        return DONE;
    }

    @Override
    public void serverSideEmit(PacketArgs args) {}

    @Override
    public CompletableFuture<List<@Nullable Object>> serverSideEmitWithAck(PacketArgs args, Duration timeout) {
        return CompletableFuture.completedFuture(List.of());
    }
}
