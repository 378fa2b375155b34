package dev.sockeye.socketio.adapter.cluster;

import dev.sockeye.socketio.protocol.PacketFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON between servers: data (null, Boolean, Number, String, {@code List<Object>}, {@code Map<String, Object>}) and
 * nothing else, in either direction. Thread-safe.
 */
public final class DataJson {
    private DataJson() {}

    /**
     * Encodes data in UTF-8; empty if there is a byte array in it, which JSON cannot carry.
     *
     * @throws IllegalArgumentException if it is not data
     */
    public static Optional<byte[]> encode(@Nullable Object data) {
        String text = JsonWriter.write(data);
        return text == null ? Optional.empty() : Optional.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Encodes data in UTF-8, byte arrays as objects with {@code type} "Buffer" and the bytes as numbers in {@code data}.
     *
     * @throws IllegalArgumentException if it is not data
     */
    public static byte[] encodePlain(@Nullable Object data) {
        return JsonWriter.writePlain(data).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Decodes a text of another server. Nesting is limited to 500 levels.
     *
     * @throws PacketFormatException if it is malformed
     */
    public static @Nullable Object decode(byte[] json) throws PacketFormatException {
        return JsonReader.read(new String(json, StandardCharsets.UTF_8));
    }
}
