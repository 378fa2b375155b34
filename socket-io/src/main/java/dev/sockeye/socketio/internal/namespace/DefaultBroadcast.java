package dev.sockeye.socketio.internal.namespace;

import dev.sockeye.socketio.BroadcastOperator;
import dev.sockeye.socketio.RemoteSocket;
import dev.sockeye.socketio.ResponseListener;
import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.internal.socket.EventPackets;
import dev.sockeye.socketio.internal.socket.ReservedEvents;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A broadcast with options. Immutable, thread-safe. */
final class DefaultBroadcast implements BroadcastOperator {
    private final DefaultNamespace namespace;
    private final BroadcastOptions options;

    DefaultBroadcast(DefaultNamespace namespace, BroadcastOptions options) {
        this.namespace = namespace;
        this.options = options;
    }

    @Override
    public BroadcastOperator to(String... rooms) {
        return to(Arrays.asList(rooms));
    }

    @Override
    public BroadcastOperator to(Collection<String> rooms) {
        return with(new BroadcastOptions(both(options.rooms(), rooms), options.except(), options.flags()));
    }

    @Override
    public BroadcastOperator except(String... rooms) {
        return except(Arrays.asList(rooms));
    }

    @Override
    public BroadcastOperator except(Collection<String> rooms) {
        return with(new BroadcastOptions(options.rooms(), both(options.except(), rooms), options.flags()));
    }

    @Override
    public BroadcastOperator local() {
        return with(options.flags().withLocal());
    }

    @Override
    public BroadcastOperator volatile_() {
        return with(options.flags().withVolatile());
    }

    @Override
    public BroadcastOperator compress(boolean value) {
        return with(options.flags().withCompress(value));
    }

    @Override
    public BroadcastOperator timeout(Duration value) {
        return with(options.flags().withTimeout(value));
    }

    BroadcastOperator singleResponse() {
        return with(options.flags().withSingleResponse());
    }

    private BroadcastOperator with(BroadcastOptions.Flags flags) {
        return with(new BroadcastOptions(options.rooms(), options.except(), flags));
    }

    private BroadcastOperator with(BroadcastOptions changed) {
        return new DefaultBroadcast(namespace, changed);
    }

    private static Set<String> both(Set<String> some, Collection<String> more) {
        Set<String> all = new LinkedHashSet<>(some);
        all.addAll(more);
        return all;
    }

    @Override
    public void emit(String event, @Nullable Object... args) {
        SocketPacket.Event packet = packet(event, args);
        namespace.context().broadcastBacklog().await();
        namespace.adapter().broadcast(packet, options);
    }

    @Override
    public CompletableFuture<List<@Nullable Object>> emitWithAck(String event, @Nullable Object... args) {
        return emitWithAck(response -> {}, event, args);
    }

    @Override
    public CompletableFuture<List<@Nullable Object>> emitWithAck(
            ResponseListener listener, String event, @Nullable Object... args) {
        Duration timeout =
                options.flags().timeout().orElse(namespace.context().options().ackTimeout());
        BroadcastOptions timed = new BroadcastOptions(
                options.rooms(), options.except(), options.flags().withTimeout(timeout));
        BroadcastCall call = new BroadcastCall(namespace.context(), listener, timeout);
        SocketPacket.Event packet = packet(event, args);
        namespace.context().broadcastBacklog().await();
        call.start(namespace.adapter(), packet, timed);
        return call.future();
    }

    private SocketPacket.Event packet(String event, @Nullable Object @Nullable [] args) {
        return new SocketPacket.Event(
                namespace.name(),
                SocketPacket.NO_ACK,
                EventPackets.named(ReservedEvents.requireEmittable(event), args));
    }

    @Override
    public CompletableFuture<List<RemoteSocket>> fetchSockets() {
        return namespace.adapter().fetchSockets(options).thenApply(found -> found.stream()
                .map(snapshot -> (RemoteSocket) new DefaultRemoteSocket(namespace, snapshot))
                .collect(Collectors.toUnmodifiableList()));
    }

    @Override
    public CompletableFuture<Void> socketsJoin(String... rooms) {
        return namespace.adapter().addSockets(options, new LinkedHashSet<>(Arrays.asList(rooms)));
    }

    @Override
    public CompletableFuture<Void> socketsLeave(String... rooms) {
        return namespace.adapter().removeSockets(options, new LinkedHashSet<>(Arrays.asList(rooms)));
    }

    @Override
    public CompletableFuture<Void> disconnectSockets(boolean close) {
        return namespace.adapter().disconnectSockets(options, close);
    }
}
