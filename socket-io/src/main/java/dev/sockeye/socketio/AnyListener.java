package dev.sockeye.socketio;

/**
 * Sees every event. For events that arrive it runs where {@link HandlerExecution} says, in turn with the socket's other
 * listeners; for those that leave see {@link Socket#onAnyOutgoing}. What it throws is logged.
 */
@FunctionalInterface
public interface AnyListener {
    /** An event arrived, or is about to leave. */
    void onAny(String event, EventArgs args) throws Exception;
}
