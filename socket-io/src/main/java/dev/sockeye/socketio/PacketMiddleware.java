package dev.sockeye.socketio;

/**
 * Lets an event through to the listeners or refuses it by throwing: then the socket's {@code error} listeners are
 * told and nothing is sent to the client. Runs where {@link HandlerExecution} says, in turn with the listeners.
 */
@FunctionalInterface
public interface PacketMiddleware {
    /** Decides. */
    void onPacket(String event, EventArgs args) throws Exception;
}
