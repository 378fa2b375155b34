package dev.sockeye.socketio.internal.namespace;

import dev.sockeye.socketio.RemoteSocket;
import dev.sockeye.socketio.Socket;
import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.SocketSnapshot;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A found socket, acted upon through a broadcast to its own room. Immutable, thread-safe. */
final class DefaultRemoteSocket implements RemoteSocket {
    private final DefaultNamespace namespace;
    private final SocketSnapshot snapshot;

    DefaultRemoteSocket(DefaultNamespace namespace, SocketSnapshot snapshot) {
        this.namespace = namespace;
        this.snapshot = snapshot;
    }

    @Override
    public String id() {
        return snapshot.id();
    }

    @Override
    public Map<String, Object> handshake() {
        return snapshot.handshake();
    }

    @Override
    public Set<String> rooms() {
        return snapshot.rooms();
    }

    @Override
    public @Nullable Object data() {
        return snapshot.data();
    }

    @Override
    @SuppressWarnings("unchecked") // the parser answers what the type says
    public <T> @Nullable T data(Class<T> type) {
        return (T) namespace.context().parser().convert(snapshot.data(), type);
    }

    @Override
    public Optional<Socket> local() {
        return namespace.socket(snapshot.id());
    }

    @Override
    public void emit(String event, @Nullable Object... args) {
        itself().emit(event, args);
    }

    @Override
    public CompletableFuture<@Nullable Object> emitWithAck(Duration timeout, String event, @Nullable Object... args) {
        return itself().singleResponse()
                .timeout(timeout)
                .emitWithAck(event, args)
                .thenApply(responses -> responses.isEmpty() ? null : responses.get(0));
    }

    @Override
    public CompletableFuture<Void> join(String... rooms) {
        return itself().socketsJoin(rooms);
    }

    @Override
    public CompletableFuture<Void> leave(String room) {
        return itself().socketsLeave(room);
    }

    @Override
    public CompletableFuture<Void> disconnect(boolean close) {
        return itself().disconnectSockets(close);
    }

    private DefaultBroadcast itself() {
        return new DefaultBroadcast(
                namespace, new BroadcastOptions(Set.of(snapshot.id()), Set.of(), BroadcastOptions.Flags.NONE));
    }

    @Override
    public String toString() {
        return "socket " + snapshot.id() + " in " + namespace.name();
    }
}
