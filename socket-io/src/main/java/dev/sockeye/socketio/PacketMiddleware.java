package dev.sockeye.socketio;

/**
 * Lets an event through to the listeners or refuses it by throwing: then the socket's {@code error} listeners are
 * told and nothing is sent to the client.
 */
@FunctionalInterface
public interface PacketMiddleware {
    /** Decides. */
    void onPacket(String event, EventArgs args) throws Exception;
}
