package dev.sockeye.socketio;

/** The socket disconnected before its acknowledgement arrived, or was already disconnected. */
public final class SocketDisconnectedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With the wording that clients use for the same case. */
    public SocketDisconnectedException() {
        super("socket has been disconnected", null, false, false);
    }
}
