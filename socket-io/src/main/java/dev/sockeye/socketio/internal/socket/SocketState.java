package dev.sockeye.socketio.internal.socket;

/**
 * The life of a socket. Only {@link DefaultSocket} changes it, from each state to the next one or straight to the last.
 */
enum SocketState {
    /** Middlewares are being asked. In: creation. Out: {@link #CONNECTED}, or {@link #DISCONNECTED} when refused. */
    CONNECTING,
    /** Events are delivered. In: let in. Out: {@link #DISCONNECTING}. */
    CONNECTED,
    /** Nothing is delivered any more; {@code disconnecting} listeners run with rooms intact. Out: {@link #DISCONNECTED}. */
    DISCONNECTING,
    /** Without rooms, out of its namespace. Final. */
    DISCONNECTED
}
