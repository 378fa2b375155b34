package dev.sockeye.socketio;

/**
 * Told of each socket that connects, before the first of its events.
 *
 * <p>Runs where {@link HandlerExecution} says, one after the other with all listeners of the socket; it may block unless that
 * is the event loop. What it throws is logged and told to {@link SocketIoObserver#onHandlerError}.
 */
@FunctionalInterface
public interface ConnectionListener {
    /** A socket connected. */
    void onConnection(Socket socket) throws Exception;
}
