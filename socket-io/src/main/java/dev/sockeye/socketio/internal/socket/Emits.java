package dev.sockeye.socketio.internal.socket;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.socketio.BroadcastOperator;
import dev.sockeye.socketio.EventArgs;
import dev.sockeye.socketio.Request;
import dev.sockeye.socketio.SocketDisconnectedException;
import dev.sockeye.socketio.SocketIoObserver;
import dev.sockeye.socketio.SocketSender;
import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.BroadcastOptions.Flags;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Sends events to one socket with flags. Immutable, thread-safe. */
final class Emits implements SocketSender {
    private final DefaultSocket socket;
    private final Flags flags;

    Emits(DefaultSocket socket, Flags flags) {
        this.socket = socket;
        this.flags = flags;
    }

    @Override
    public SocketSender timeout(Duration value) {
        return new Emits(socket, flags.withTimeout(value));
    }

    @Override
    public SocketSender volatile_() {
        return new Emits(socket, flags.withVolatile());
    }

    @Override
    public SocketSender compress(boolean value) {
        return new Emits(socket, flags.withCompress(value));
    }

    @Override
    public void emit(String event, @Nullable Object... args) {
        emit(socket, flags, event, args);
    }

    @Override
    public CompletableFuture<EventArgs> emitWithAck(String event, @Nullable Object... args) {
        return emitWithAck(socket, flags, event, args);
    }

    @Override
    public <Q, R> CompletableFuture<@Nullable R> request(Request<Q, R> request, Q question) {
        return request(socket, flags, request, question);
    }

    @Override
    public BroadcastOperator broadcast() {
        return socket.others(Set.of(), flags);
    }

    @Override
    public BroadcastOperator to(String... rooms) {
        return socket.others(Set.of(rooms), flags);
    }

    static void emit(DefaultSocket socket, Flags flags, String event, @Nullable Object @Nullable [] args) {
        ReservedEvents.requireEmittable(event);
        SocketHome home = socket.home();
        SocketPacket.Event packet =
                new SocketPacket.Event(home.name(), SocketPacket.NO_ACK, EventPackets.named(event, args));
        if (home.isRecoverable() && !flags.isVolatile() && socket.isConnected()) {
            socket.onEmit(0); // the adapter encodes, behind what it numbers first
            home.adapter().broadcast(packet, new BroadcastOptions(Set.of(socket.id()), Set.of(), flags));
        } else {
            OutgoingMessage message = encode(socket, packet, flags);
            socket.onEmit(message.payloadBytes());
            socket.sendEvent(packet, message, flags.isVolatile());
        }
    }

    static CompletableFuture<EventArgs> emitWithAck(
            DefaultSocket socket, Flags flags, String event, @Nullable Object @Nullable [] args) {
        ReservedEvents.requireEmittable(event);
        SocketHome home = socket.home();
        SocketContext context = home.context();
        SocketPacket.Event packet =
                new SocketPacket.Event(home.name(), home.nextAckId(), EventPackets.named(event, args));
        OutgoingMessage message = encode(socket, packet, flags);
        socket.onEmit(message.payloadBytes());
        CompletableFuture<EventArgs> future = new CompletableFuture<>();
        long timeoutMillis =
                flags.timeout().orElse(context.options().ackTimeout()).toMillis();
        AckTable.Added added = socket.awaitAck(packet.ackId(), new FutureAck(future, socket), timeoutMillis);
        switch (added) {
            case YES -> socket.sendEvent(packet, message, flags.isVolatile());
            case CLOSED -> future.completeExceptionally(new SocketDisconnectedException());
            case FULL -> {
                SocketIoObserver observer = context.observer();
                if (observer != null) {
                    observer.onDropped(socket, SocketIoObserver.DropCause.TOO_MANY_ACKS);
                }
                future.completeExceptionally(new IllegalStateException("socket " + socket.id() + " owes "
                        + context.options().maxPendingAcks() + " acknowledgements (limit: maxPendingAcks)"));
            }
        }
        return future;
    }

    static <Q, R> CompletableFuture<@Nullable R> request(
            DefaultSocket socket, Flags flags, Request<Q, R> request, Q question) {
        return emitWithAck(socket, flags, request.name(), new @Nullable Object[] {question})
                .thenApply(args -> ((DefaultEventArgs) args).<R>convert(0, request.answerType()));
    }

    private static OutgoingMessage encode(DefaultSocket socket, SocketPacket.Event packet, Flags flags) {
        return socket.home().context().parser().encode(packet).compress(flags.compress());
    }

    /**
     * Completes a future off the event loop, in the order in which acknowledgements arrive, but not in the socket's turn: a
     * listener may wait for the future. A failure waits for nothing.
     */
    private record FutureAck(CompletableFuture<EventArgs> future, DefaultSocket socket) implements AckTable.Listener {
        @Override
        public void onAck(PacketArgs args) {
            socket.runInAckTurn(() -> future.complete(new DefaultEventArgs(args, 0, DefaultEventArgs.NO_ACK)));
        }

        @Override
        public void onFailure(Exception cause) {
            socket.home().context().handlers().execute(() -> future.completeExceptionally(cause));
        }
    }
}
