package dev.sockeye.socketio;

/**
 * Sees what the server does; for metrics, logs and administration. Every method does nothing by default, and an unset
 * observer costs nothing. Called on any thread; must be thread-safe and must not block.
 */
public interface SocketIoObserver {
    /** A socket connected. */
    default void onConnect(Socket socket) {}

    /** A socket disconnected. */
    default void onDisconnect(Socket socket, DisconnectReason reason) {}

    /** A client was refused in a namespace. */
    default void onRefused(String namespace, String message) {}

    /** A namespace other than {@code /} was created: {@code new_namespace} of the reference server. */
    default void onNewNamespace(Namespace namespace) {}

    /** An event arrived. */
    default void onEventReceived(Socket socket, String event) {}

    /** An event was sent to one socket. */
    default void onEventSent(Socket socket, String event) {}

    /** A packet was dropped on its way to a socket. */
    default void onDropped(Socket socket, DropCause cause) {}

    /** A listener or middleware of the application threw. */
    default void onHandlerError(Socket socket, String event, Throwable error) {}

    /** Why a packet was dropped. */
    enum DropCause {
        /** Volatile, and the transport could not take it. */
        VOLATILE,
        /** Too much was waiting to be sent. */
        BUFFER_FULL,
        /** Too many acknowledgements were pending. */
        TOO_MANY_ACKS
    }
}
