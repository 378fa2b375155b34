package dev.sockeye.socketio.redis;

import dev.sockeye.socketio.protocol.PacketFormatException;
import org.jspecify.annotations.Nullable;

/**
 * The format of messages of the Pub/Sub adapter, where it is not MessagePack; what {@code parser} is for the adapter for
 * Node. All servers and emitters of a cluster must have the same. Thread-safe.
 *
 * <p>Data is null, Boolean, Number, String, {@code byte[]}, {@code List<Object>} and {@code Map<String, Object>}. A codec
 * must never make anything else out of a message.
 */
public interface RedisMessageCodec {
    /** Encodes data. */
    byte[] encode(Object data);

    /**
     * Decodes a message, of which nothing can be trusted.
     *
     * @throws PacketFormatException if it is malformed; any other unchecked exception means the same
     */
    @Nullable
    Object decode(byte[] message) throws PacketFormatException;

    /** MessagePack as the adapter for Node writes and reads it by default. */
    static RedisMessageCodec messagePack() {
        return MessagePackCodec.INSTANCE;
    }
}
