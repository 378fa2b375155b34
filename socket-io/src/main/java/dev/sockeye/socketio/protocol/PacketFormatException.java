package dev.sockeye.socketio.protocol;

/**
 * The peer broke the format of Socket.IO; the message has the wording of the reference parser where it has one, for
 * example {@code "invalid payload"}. Carries no stack trace; closes the connection.
 */
public final class PacketFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong */
    public PacketFormatException(String message) {
        super(message, null, false, false);
    }
}
