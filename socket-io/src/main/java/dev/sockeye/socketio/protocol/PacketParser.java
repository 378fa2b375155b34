package dev.sockeye.socketio.protocol;

import dev.sockeye.engineio.EngineMessage;
import dev.sockeye.engineio.protocol.OutgoingMessage;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Turns packets into Engine.IO messages and back: JSON by default, MessagePack, or one's own. Thread-safe; one parser
 * serves a whole server and its adapters.
 */
public interface PacketParser {
    /**
     * Encodes a packet. A byte array or {@link java.nio.ByteBuffer} anywhere in the arguments is sent as binary.
     *
     * @throws IllegalArgumentException if an argument cannot be encoded
     */
    OutgoingMessage encode(SocketPacket packet);

    /** A decoder for one connection. */
    Decoder newDecoder();

    /**
     * Converts a value to a type as an argument that arrived would be.
     *
     * @throws IllegalArgumentException if it cannot be converted
     */
    @Nullable
    Object convert(@Nullable Object value, Type type);

    /**
     * Reduces an application's object to data: null, Boolean, Number, String, {@code byte[]}, {@code List<Object>} or
     * {@code Map<String, Object>}; this is what adapters send to other servers.
     *
     * @throws IllegalArgumentException if it cannot be encoded
     */
    @Nullable
    Object toData(@Nullable Object value);

    /** Decodes the messages of one connection, in order. Not thread-safe; confined to the session's executor. */
    interface Decoder {
        /**
         * Takes one message.
         *
         * @return the packet that it completes, or null if attachments are still to come
         * @throws PacketFormatException if the peer broke the format; the decoder must not be used again
         */
        @Nullable
        SocketPacket decode(EngineMessage message) throws PacketFormatException;

        /** Bytes of the packet that waits for attachments; 0 if none does. */
        default long pendingBytes() {
            return 0;
        }

        /** Lets go of an unfinished packet. */
        default void close() {}
    }
}
