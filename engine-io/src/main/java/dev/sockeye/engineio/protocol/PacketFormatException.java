package dev.sockeye.engineio.protocol;

/**
 * The peer broke the format of Engine.IO. It is the peer's mistake, not ours: it carries no stack trace, is caught in
 * one place and closes the session with {@code parse error}.
 */
public final class PacketFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong and where */
    public PacketFormatException(String message) {
        super(message, null, false, false);
    }
}
