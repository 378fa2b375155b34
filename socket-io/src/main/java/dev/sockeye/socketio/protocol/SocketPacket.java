package dev.sockeye.socketio.protocol;

import org.jspecify.annotations.Nullable;

/** A Socket.IO packet. Socket.IO protocol v5, "Packet types". Immutable. */
public sealed interface SocketPacket {
    /** The type. */
    PacketType type();

    /** The namespace with its leading slash; {@code "/"} for the main one. */
    String namespace();

    /**
     * CONNECT: the payload has no or one element, the auth object of the client or the {@code sid} object of the server.
     */
    record Connect(String namespace, PacketArgs payload) implements SocketPacket {
        @Override
        public PacketType type() {
            return PacketType.CONNECT;
        }
    }

    /** DISCONNECT. */
    record Disconnect(String namespace) implements SocketPacket {
        @Override
        public PacketType type() {
            return PacketType.DISCONNECT;
        }
    }

    /**
     * EVENT: the first argument is the name of the event (a String, or a Number from unusual clients); there may be no
     * argument at all.
     *
     * @param ackId id of the acknowledgement that the sender wants, {@link #NO_ACK} if it wants none
     */
    record Event(String namespace, long ackId, PacketArgs args) implements SocketPacket {
        @Override
        public PacketType type() {
            return PacketType.EVENT;
        }

        /** The name of the event as text; null if there is none. */
        public @Nullable String name() {
            return args.size() == 0 ? null : String.valueOf(args.value(0));
        }
    }

    /** ACK: the arguments of the acknowledgement. */
    record Ack(String namespace, long ackId, PacketArgs args) implements SocketPacket {
        @Override
        public PacketType type() {
            return PacketType.ACK;
        }
    }

    /** CONNECT_ERROR: the payload has one element, an object with {@code message} (protocol 5) or any data (protocol 4). */
    record ConnectError(String namespace, PacketArgs payload) implements SocketPacket {
        @Override
        public PacketType type() {
            return PacketType.CONNECT_ERROR;
        }
    }

    /** The ack id of an event that wants no acknowledgement. */
    long NO_ACK = -1;
}
