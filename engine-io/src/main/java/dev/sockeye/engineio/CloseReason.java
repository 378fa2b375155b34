package dev.sockeye.engineio;

/** Why a session ended, with the wording of the reference server. */
public enum CloseReason {
    /** The peer closed the transport, or sent a close packet. */
    TRANSPORT_CLOSE("transport close"),
    /** The transport failed, or the peer broke its rules (overlap, heartbeat direction, size). */
    TRANSPORT_ERROR("transport error"),
    /** No heartbeat arrived in time. */
    PING_TIMEOUT("ping timeout"),
    /** A packet could not be decoded. */
    PARSE_ERROR("parse error"),
    /** The server closed the session. */
    FORCED_CLOSE("forced close");

    private final String text;

    CloseReason(String text) {
        this.text = text;
    }

    /** The exact wording of the reference server, for example {@code "transport close"}. */
    @Override
    public String toString() {
        return text;
    }
}
