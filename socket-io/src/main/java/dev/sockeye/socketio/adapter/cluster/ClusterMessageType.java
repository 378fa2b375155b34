package dev.sockeye.socketio.adapter.cluster;

import java.util.Optional;

/** Type of a message between servers, with the number that the reference adapters give it. */
public enum ClusterMessageType {
    /** A node came up and asks the others to show themselves. */
    INITIAL_HEARTBEAT(1),
    /** A node is alive. */
    HEARTBEAT(2),
    /** An event for sockets, with or without acknowledgements. */
    BROADCAST(3),
    /** Sockets join rooms. */
    SOCKETS_JOIN(4),
    /** Sockets leave rooms. */
    SOCKETS_LEAVE(5),
    /** Sockets are disconnected. */
    DISCONNECT_SOCKETS(6),
    /** Asks for the matching sockets. */
    FETCH_SOCKETS(7),
    /** The sockets of one node. */
    FETCH_SOCKETS_RESPONSE(8),
    /** An event for the listeners of the other servers. */
    SERVER_SIDE_EMIT(9),
    /** The answer of one server. */
    SERVER_SIDE_EMIT_RESPONSE(10),
    /** How many sockets a node matched for a broadcast with acknowledgements. */
    BROADCAST_CLIENT_COUNT(11),
    /** One acknowledgement. */
    BROADCAST_ACK(12),
    /** A node leaves. */
    ADAPTER_CLOSE(13);

    private static final ClusterMessageType[] BY_NUMBER = values();

    private final int number;

    ClusterMessageType(int number) {
        this.number = number;
    }

    /** The number on the wire, 1 to 13. */
    public int number() {
        return number;
    }

    /** The type with a number; empty if there is none. */
    public static Optional<ClusterMessageType> of(int number) {
        return number < 1 || number > BY_NUMBER.length ? Optional.empty() : Optional.of(BY_NUMBER[number - 1]);
    }
}
