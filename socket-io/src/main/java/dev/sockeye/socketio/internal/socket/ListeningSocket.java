package dev.sockeye.socketio.internal.socket;

import static java.util.Objects.requireNonNull;

import dev.sockeye.socketio.AnyListener;
import dev.sockeye.socketio.DisconnectListener;
import dev.sockeye.socketio.ErrorListener;
import dev.sockeye.socketio.EventListener;
import dev.sockeye.socketio.PacketMiddleware;
import dev.sockeye.socketio.Registration;
import dev.sockeye.socketio.Socket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the application registers on a socket. Thread-safe; the table of hooks is made on first use. */
abstract sealed class ListeningSocket extends TypedSocket permits SendingSocket {
    private volatile @Nullable Hooks hooks;

    /** What was registered beside listeners of events; null if there never was anything. */
    final @Nullable Hooks hooksIfAny() {
        return hooks;
    }

    @Override
    public final Registration on(String event, EventListener listener) {
        return addListener(ReservedEvents.requireListenable(event), requireNonNull(listener, "listener"));
    }

    @Override
    public final Registration once(String event, EventListener listener) {
        return addOnceListener(ReservedEvents.requireListenable(event), requireNonNull(listener, "listener"));
    }

    @Override
    public final void off(String event) {
        removeListeners(event);
    }

    @Override
    public final void off() {
        removeListeners();
    }

    @Override
    public final Registration onAny(AnyListener listener) {
        return hooks().any.add(listener);
    }

    @Override
    public final Registration prependAny(AnyListener listener) {
        return hooks().any.addFirst(listener);
    }

    @Override
    public final void offAny(AnyListener listener) {
        hooks().any.remove(listener);
    }

    @Override
    public final void offAny() {
        hooks().any.clear();
    }

    @Override
    public final List<AnyListener> listenersAny() {
        return hooks().any.snapshot();
    }

    @Override
    public final Registration onAnyOutgoing(AnyListener listener) {
        return hooks().anyOutgoing.add(listener);
    }

    @Override
    public final Registration prependAnyOutgoing(AnyListener listener) {
        return hooks().anyOutgoing.addFirst(listener);
    }

    @Override
    public final void offAnyOutgoing(AnyListener listener) {
        hooks().anyOutgoing.remove(listener);
    }

    @Override
    public final void offAnyOutgoing() {
        hooks().anyOutgoing.clear();
    }

    @Override
    public final List<AnyListener> listenersAnyOutgoing() {
        return hooks().anyOutgoing.snapshot();
    }

    @Override
    public final Socket use(PacketMiddleware middleware) {
        hooks().middlewares.add(middleware);
        return this;
    }

    @Override
    public final Registration onDisconnecting(DisconnectListener listener) {
        return hooks().disconnecting.add(listener);
    }

    @Override
    public final Registration onDisconnect(DisconnectListener listener) {
        return hooks().disconnect.add(listener);
    }

    @Override
    public final Registration onError(ErrorListener listener) {
        return hooks().error.add(listener);
    }

    @Override
    public final Registration onDrain(Runnable task) {
        return hooks().drain.add(task);
    }

    private Hooks hooks() {
        Hooks table = hooks;
        if (table == null) {
            synchronized (tableLock()) {
                table = hooks;
                if (table == null) {
                    table = new Hooks();
                    hooks = table;
                }
            }
        }
        return table;
    }
}
