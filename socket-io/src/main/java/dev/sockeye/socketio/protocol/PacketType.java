package dev.sockeye.socketio.protocol;

/**
 * Type of a Socket.IO packet. The types 5 and 6 of the default encoding are EVENT and ACK with attachments and exist on
 * the wire only. Socket.IO protocol v5, "Packet encoding".
 */
public enum PacketType {
    /** A client joins a namespace, or the server confirms it. */
    CONNECT,
    /** One side leaves a namespace. */
    DISCONNECT,
    /** An event with arguments. */
    EVENT,
    /** The acknowledgement of an event. */
    ACK,
    /** The server refuses a client in a namespace. */
    CONNECT_ERROR;

    /** The number on the wire, 0 to 4. */
    public int number() {
        return ordinal();
    }
}
