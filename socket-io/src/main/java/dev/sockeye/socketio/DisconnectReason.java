package dev.sockeye.socketio;

/** Why a socket disconnected, with the wording of the reference server. */
public enum DisconnectReason {
    /** The transport failed, or the client broke its rules. */
    TRANSPORT_ERROR("transport error"),
    /** The client closed the connection, or it was lost. */
    TRANSPORT_CLOSE("transport close"),
    /** The connection was closed by the server, for example after a malformed packet. */
    FORCED_CLOSE("forced close"),
    /** No heartbeat arrived in time. */
    PING_TIMEOUT("ping timeout"),
    /** The client sent something that is no Engine.IO packet. */
    PARSE_ERROR("parse error"),
    /** The server is stopping. */
    SERVER_SHUTTING_DOWN("server shutting down"),
    /** The server closed the connection of a client that broke the protocol. */
    FORCED_SERVER_CLOSE("forced server close"),
    /** The client left the namespace. */
    CLIENT_NAMESPACE_DISCONNECT("client namespace disconnect"),
    /** The server disconnected the socket. */
    SERVER_NAMESPACE_DISCONNECT("server namespace disconnect");

    private final String text;

    DisconnectReason(String text) {
        this.text = text;
    }

    /** Whether the session may be resumed afterwards, if recovery is on. */
    public boolean isRecoverable() {
        return switch (this) {
            case TRANSPORT_ERROR,
                    TRANSPORT_CLOSE,
                    FORCED_CLOSE,
                    PING_TIMEOUT,
                    SERVER_SHUTTING_DOWN,
                    FORCED_SERVER_CLOSE -> true;
            case PARSE_ERROR, CLIENT_NAMESPACE_DISCONNECT, SERVER_NAMESPACE_DISCONNECT -> false;
        };
    }

    /** The exact wording of the reference server, for example {@code "client namespace disconnect"}. */
    @Override
    public String toString() {
        return text;
    }
}
