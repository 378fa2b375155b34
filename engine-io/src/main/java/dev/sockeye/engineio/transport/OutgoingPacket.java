package dev.sockeye.engineio.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.engineio.protocol.PacketType;
import org.jspecify.annotations.Nullable;

/** A packet on its way out: a message of the layer above, or one of the engine's own with a little text. Immutable. */
public final class OutgoingPacket {
    private static final byte[] EMPTY = {};

    /** A ping without data. */
    public static final OutgoingPacket PING = new OutgoingPacket(PacketType.PING, null, EMPTY, null);
    /** A pong without data. */
    public static final OutgoingPacket PONG = new OutgoingPacket(PacketType.PONG, null, EMPTY, null);
    /** The answer to a probe. */
    public static final OutgoingPacket PROBE_PONG =
            new OutgoingPacket(PacketType.PONG, null, "probe".getBytes(US_ASCII), null);
    /** A noop. */
    public static final OutgoingPacket NOOP = new OutgoingPacket(PacketType.NOOP, null, EMPTY, null);
    /** A close. */
    public static final OutgoingPacket CLOSE = new OutgoingPacket(PacketType.CLOSE, null, EMPTY, null);

    private final PacketType type;
    private final @Nullable OutgoingMessage message;
    private final byte[] data;
    private final @Nullable Runnable flushed;

    private OutgoingPacket(
            PacketType type, @Nullable OutgoingMessage message, byte[] data, @Nullable Runnable flushed) {
        this.type = type;
        this.message = message;
        this.data = data;
        this.flushed = flushed;
    }

    /** The open packet with its JSON. */
    public static OutgoingPacket open(byte[] json) {
        return new OutgoingPacket(PacketType.OPEN, null, json, null);
    }

    /** A message; the callback runs once it was handed to the network. */
    public static OutgoingPacket message(OutgoingMessage message, @Nullable Runnable flushed) {
        return new OutgoingPacket(PacketType.MESSAGE, message, EMPTY, flushed);
    }

    /** The type. */
    public PacketType type() {
        return type;
    }

    /** The message; null for every other type. */
    public @Nullable OutgoingMessage message() {
        return message;
    }

    /** UTF-8 text of a packet that is no message. Not a copy. */
    public byte[] data() {
        return data;
    }

    /** Runs once the packet was handed to the network. */
    public @Nullable Runnable flushed() {
        return flushed;
    }

    /** Bytes of payload without framing. */
    public long payloadBytes() {
        return message == null ? data.length : message.payloadBytes();
    }
}
