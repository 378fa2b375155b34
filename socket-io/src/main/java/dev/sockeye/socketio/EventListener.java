package dev.sockeye.socketio;

/**
 * Takes the arguments of an event undecoded.
 *
 * <p>As a listener of a socket it runs where {@link HandlerExecution} says, one after the other with all others of the socket;
 * it may block unless that is the event loop. What it throws is logged and told to {@link SocketIoObserver#onHandlerError}.
 */
@FunctionalInterface
public interface EventListener {
    /** An event arrived. */
    void onEvent(EventArgs args) throws Exception;
}
