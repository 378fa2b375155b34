package dev.sockeye.socketio.internal.socket;

import dev.sockeye.socketio.Ack;
import dev.sockeye.socketio.AnyListener;
import dev.sockeye.socketio.DisconnectListener;
import dev.sockeye.socketio.DisconnectReason;
import dev.sockeye.socketio.EventArgs;
import dev.sockeye.socketio.PacketMiddleware;
import dev.sockeye.socketio.SocketIoObserver;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.util.List;

/**
 * Calls what the application has registered on a socket, in the socket's turn: whatever it throws, even an error, is reported
 * and harms nobody else. Without state: a socket at rest is small.
 */
final class ListenerCalls {
    @FunctionalInterface
    private interface Call {
        void run() throws Exception;
    }

    private ListenerCalls() {}

    /** An event arrived. */
    static void event(DefaultSocket socket, SocketPacket.Event packet) {
        String name = packet.name();
        Ack ack = packet.ackId() == SocketPacket.NO_ACK
                ? DefaultEventArgs.NO_ACK
                : new DefaultAck(socket, packet.ackId());
        DefaultEventArgs args = new DefaultEventArgs(packet.args(), 1, ack);
        SocketIoObserver observer = socket.home().context().observer();
        if (observer != null) {
            observer.onEventReceived(socket, name == null ? "" : name);
        }
        Hooks told = socket.hooksIfAny();
        if (told != null && !passHooks(socket, told, name == null ? "" : name, args)) {
            return;
        }
        // A hook may have ended the socket.
        if (name != null && socket.takesPackets()) {
            socket.forEachListener(name, listener -> guard(socket, name, () -> listener.onEvent(args)));
        }
    }

    private static boolean passHooks(DefaultSocket socket, Hooks told, String name, DefaultEventArgs args) {
        for (AnyListener listener : told.any.snapshot()) {
            guard(socket, name, () -> listener.onAny(name, args));
        }
        for (PacketMiddleware middleware : told.middlewares.snapshot()) {
            try {
                middleware.onPacket(name, args);
            } catch (Exception e) {
                error(socket, e);
                return false;
            }
        }
        return true;
    }

    /** An event is about to leave. On the thread that sends it. */
    static void outgoing(DefaultSocket socket, SocketPacket.Event packet) {
        Hooks told = socket.hooksIfAny();
        SocketIoObserver observer = socket.home().context().observer();
        if (observer == null && (told == null || told.anyOutgoing.isEmpty())) {
            return;
        }
        String name = String.valueOf(packet.name());
        if (observer != null) {
            observer.onEventSent(socket, name);
        }
        if (told != null) {
            EventArgs args = new DefaultEventArgs(packet.args(), 1, DefaultEventArgs.NO_ACK);
            told.anyOutgoing.snapshot().forEach(listener -> guard(socket, name, () -> listener.onAny(name, args)));
        }
    }

    /** Something went wrong on the socket. */
    static void error(DefaultSocket socket, Throwable error) {
        Hooks told = socket.hooksIfAny();
        if (told != null) {
            told.error.snapshot().forEach(listener -> guard(socket, "error", () -> listener.onError(error)));
        }
    }

    /** The connection is writable again. */
    static void drain(DefaultSocket socket, Hooks told) {
        told.drain.snapshot().forEach(task -> guard(socket, "drain", task::run));
    }

    /** The socket is about to leave its rooms. */
    static void disconnecting(DefaultSocket socket, DisconnectReason reason, String description) {
        Hooks told = socket.hooksIfAny();
        if (told != null) {
            disconnect(socket, "disconnecting", told.disconnecting.snapshot(), reason, description);
        }
    }

    /** The socket is gone. */
    static void disconnect(DefaultSocket socket, DisconnectReason reason, String description) {
        Hooks told = socket.hooksIfAny();
        if (told != null) {
            disconnect(socket, "disconnect", told.disconnect.snapshot(), reason, description);
        }
    }

    private static void disconnect(
            DefaultSocket socket,
            String what,
            List<DisconnectListener> listeners,
            DisconnectReason reason,
            String description) {
        listeners.forEach(listener -> guard(socket, what, () -> listener.onDisconnect(reason, description)));
    }

    @SuppressWarnings("CatchingUnchecked") // the application's code
    private static void guard(DefaultSocket socket, String what, Call call) {
        try {
            call.run();
        } catch (Throwable e) {
            socket.report(what, e);
        }
    }
}
