package dev.sockeye.socketio.protocol;

import dev.sockeye.socketio.data.MessagePackWriter;
import org.jspecify.annotations.Nullable;

/**
 * Plain data as MessagePack and back, by the rules of the library that the Node servers use (notepack 3): whole numbers
 * are written as the shortest integer, all others as float 64, points in time as the timestamp extension, binary as bin.
 *
 * <p>Data are null, Boolean, Number, String, {@code byte[]}, {@link java.time.Instant}, {@code List} and {@code Map}; to
 * be written, also {@link java.nio.ByteBuffer}, {@link java.util.Date}, any collection, and keys of any kind by their
 * text. {@link MessagePackReader} and {@link MessagePackWriter} do the same piece by piece.
 */
public final class MessagePack {
    /** Most arrays and maps inside each other, written or read: what one server writes another one reads. */
    public static final int MAX_DEPTH = 500;

    private MessagePack() {}

    /**
     * Writes data.
     *
     * @throws IllegalArgumentException if there is an object that is no data, or they are nested more than {@link #MAX_DEPTH}
     *     deep
     */
    public static byte[] encode(@Nullable Object data) {
        return MessagePackWriter.encode(data, MAX_DEPTH);
    }

    /**
     * Reads data. Whole numbers come as Integer or Long, others, and those that do not fit, as Double; {@code undefined}
     * as older versions of the library write it comes as null. Nothing is allocated for what is only announced.
     *
     * @throws PacketFormatException if this is no MessagePack, or more than one value, or nested more than {@link
     *     #MAX_DEPTH} deep
     */
    public static @Nullable Object decode(byte[] bytes) throws PacketFormatException {
        MessagePackReader reader = new MessagePackReader(bytes, 0, MAX_DEPTH);
        Object data = reader.value();
        reader.end();
        return data;
    }
}
