package dev.sockeye.socketio;

/**
 * Told that a socket disconnects, once.
 *
 * <p>Runs where {@link HandlerExecution} says, one after the other with all listeners of the socket; it may block unless that
 * is the event loop. What it throws is logged and told to {@link SocketIoObserver#onHandlerError}.
 */
@FunctionalInterface
public interface DisconnectListener {
    /**
     * The socket disconnects.
     *
     * @param description detail for diagnosis, empty if there is none
     */
    void onDisconnect(DisconnectReason reason, String description) throws Exception;
}
