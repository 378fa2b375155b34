package dev.sockeye.socketio;

/** An acknowledgement did not arrive in time. */
public final class AckTimeoutException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With the wording of the reference server. */
    public AckTimeoutException() {
        super("operation has timed out", null, false, false);
    }
}
