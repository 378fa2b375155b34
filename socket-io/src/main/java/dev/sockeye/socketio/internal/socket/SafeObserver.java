package dev.sockeye.socketio.internal.socket;

import dev.sockeye.socketio.DisconnectReason;
import dev.sockeye.socketio.Namespace;
import dev.sockeye.socketio.Socket;
import dev.sockeye.socketio.SocketIoObserver;

/** An observer whose exceptions end in the log, not too many of them. Thread-safe. */
final class SafeObserver implements SocketIoObserver {
    private final SocketIoObserver observer;
    private final ErrorReports errors;

    /**
     * Guards an observer.
     *
     * @param observer the application's
     * @param errors reports what it throws, and must not tell it
     */
    SafeObserver(SocketIoObserver observer, ErrorReports errors) {
        this.observer = observer;
        this.errors = errors;
    }

    @Override
    public void onConnect(Socket socket) {
        guard(() -> observer.onConnect(socket));
    }

    @Override
    public void onDisconnect(Socket socket, DisconnectReason reason) {
        guard(() -> observer.onDisconnect(socket, reason));
    }

    @Override
    public void onRefused(String namespace, String message) {
        guard(() -> observer.onRefused(namespace, message));
    }

    @Override
    public void onNewNamespace(Namespace namespace) {
        guard(() -> observer.onNewNamespace(namespace));
    }

    @Override
    public void onEventReceived(Socket socket, String event) {
        guard(() -> observer.onEventReceived(socket, event));
    }

    @Override
    public void onEventSent(Socket socket, String event) {
        guard(() -> observer.onEventSent(socket, event));
    }

    @Override
    public void onDropped(Socket socket, DropCause cause) {
        guard(() -> observer.onDropped(socket, cause));
    }

    @Override
    public void onHandlerError(Socket socket, String event, Throwable error) {
        guard(() -> observer.onHandlerError(socket, event, error));
    }

    private void guard(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            errors.report("the observer", e);
        }
    }
}
