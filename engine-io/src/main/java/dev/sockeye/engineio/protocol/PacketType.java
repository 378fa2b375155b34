package dev.sockeye.engineio.protocol;

import org.jspecify.annotations.Nullable;

/** Type of an Engine.IO packet with its digit. Engine.IO protocol v4, "Packet encoding". */
public enum PacketType {
    /** Handshake, server to client. */
    OPEN,
    /** End of the session. */
    CLOSE,
    /** Heartbeat question, or {@code probe} during an upgrade. */
    PING,
    /** Heartbeat answer, or {@code probe} during an upgrade. */
    PONG,
    /** Data of the layer above, text or binary. */
    MESSAGE,
    /** The client moves to the probed transport. */
    UPGRADE,
    /** Releases a pending poll. */
    NOOP;

    private static final PacketType[] BY_DIGIT = values();

    /** The digit as an ASCII byte, {@code '0'} to {@code '6'}. */
    public byte digit() {
        return (byte) ('0' + ordinal());
    }

    /** The type of an ASCII digit; null if there is none. */
    public static @Nullable PacketType ofDigit(int digit) {
        int index = digit - '0';
        return index >= 0 && index < BY_DIGIT.length ? BY_DIGIT[index] : null;
    }
}
