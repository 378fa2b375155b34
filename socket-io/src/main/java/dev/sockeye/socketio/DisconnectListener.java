package dev.sockeye.socketio;

/** Told that a socket disconnects. */
@FunctionalInterface
public interface DisconnectListener {
    /**
     * The socket disconnects.
     *
     * @param description detail for diagnosis, empty if there is none
     */
    void onDisconnect(DisconnectReason reason, String description) throws Exception;
}
