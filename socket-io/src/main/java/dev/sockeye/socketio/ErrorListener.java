package dev.sockeye.socketio;

/**
 * Told that something went wrong on a socket: a malformed packet, or a refusal by {@link Socket#use}.
 *
 * <p>Runs where {@link HandlerExecution} says, one after the other with all listeners of the socket; it may block unless that
 * is the event loop. What it throws is logged and told to {@link SocketIoObserver#onHandlerError}.
 */
@FunctionalInterface
public interface ErrorListener {
    /** Something went wrong. */
    void onError(Throwable error) throws Exception;
}
