package dev.sockeye.socketio.internal.socket;

import dev.sockeye.socketio.BroadcastOperator;
import dev.sockeye.socketio.EventArgs;
import dev.sockeye.socketio.Request;
import dev.sockeye.socketio.SocketSender;
import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.BroadcastOptions.Flags;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the application sends through a socket: to its client, or to the others. Thread-safe. */
abstract sealed class SendingSocket extends ListeningSocket permits DefaultSocket {
    private DefaultSocket self() {
        return (DefaultSocket) this;
    }

    @Override
    public final void emit(String event, @Nullable Object... args) {
        Emits.emit(self(), Flags.NONE, event, args);
    }

    @Override
    public final CompletableFuture<EventArgs> emitWithAck(String event, @Nullable Object... args) {
        return Emits.emitWithAck(self(), Flags.NONE, event, args);
    }

    @Override
    public final <Q, R> CompletableFuture<@Nullable R> request(Request<Q, R> request, Q question) {
        return Emits.request(self(), Flags.NONE, request, question);
    }

    @Override
    public final SocketSender timeout(Duration value) {
        return new Emits(self(), Flags.NONE.withTimeout(value));
    }

    @Override
    public final SocketSender volatile_() {
        return new Emits(self(), Flags.NONE.withVolatile());
    }

    @Override
    public final SocketSender compress(boolean value) {
        return new Emits(self(), Flags.NONE.withCompress(value));
    }

    /** Broadcasts to the others. */
    final BroadcastOperator others(Set<String> to, Flags flags) {
        return self().home().broadcastTo(new BroadcastOptions(to, Set.of(id()), flags));
    }

    @Override
    public final BroadcastOperator to(String... names) {
        return others(new LinkedHashSet<>(Arrays.asList(names)), Flags.NONE);
    }

    @Override
    public final BroadcastOperator to(Collection<String> names) {
        return others(new LinkedHashSet<>(names), Flags.NONE);
    }

    @Override
    public final BroadcastOperator except(String... names) {
        return broadcast().except(names);
    }

    @Override
    public final BroadcastOperator broadcast() {
        return others(Set.of(), Flags.NONE);
    }

    @Override
    public final BroadcastOperator local() {
        return others(Set.of(), Flags.NONE.withLocal());
    }
}
