package dev.sockeye.socketio.adapter.cluster;

import dev.sockeye.socketio.data.JsonWriter;
import dev.sockeye.socketio.protocol.PacketFormatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON between servers: data (null, Boolean, Number, String, {@code List<Object>}, {@code Map<String, Object>}) and
 * nothing else, in either direction. Thread-safe.
 */
public final class DataJson {
    private static final int MAX_LONG_LENGTH = 18;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            // A table of names would only grow: they are the application's.
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(500)
                    .maxNumberLength(1000)
                    // A message is bounded as a whole, by Redis.
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private DataJson() {}

    /**
     * Encodes data in UTF-8; empty if there is a byte array in it, which JSON cannot carry.
     *
     * @throws IllegalArgumentException if it is not data, or nested more than 500 deep
     */
    public static Optional<byte[]> encode(@Nullable Object data) {
        return JsonWriter.encode(data);
    }

    /**
     * Encodes data in UTF-8, byte arrays as objects with {@code type} "Buffer" and the bytes as numbers in {@code data}.
     *
     * @throws IllegalArgumentException if it is not data, or nested more than 500 deep
     */
    public static byte[] encodePlain(@Nullable Object data) {
        return JsonWriter.encodePlain(data);
    }

    /**
     * Decodes a text of another server. Whole numbers of up to 18 digits come as Long, all others as Double; of members with
     * the same name the last one counts.
     *
     * @throws PacketFormatException if it is malformed, nested more than 500 deep, or has a number of more than 1,000 digits
     */
    public static @Nullable Object decode(byte[] json) throws PacketFormatException {
        // Through a String: what is not UTF-8 is replaced, as in Node.
        try (JsonParser parser =
                FACTORY.createParser(ObjectReadContext.empty(), new String(json, StandardCharsets.UTF_8))) {
            Object data = value(parser, parser.nextToken());
            if (parser.nextToken() != null) {
                throw new PacketFormatException("malformed JSON: more than one value");
            }
            return data;
        } catch (JacksonException e) {
            // Its message shows part of the text.
            throw new PacketFormatException("malformed JSON, or beyond its limits");
        }
    }

    private static @Nullable Object value(JsonParser parser, @Nullable JsonToken token) throws PacketFormatException {
        if (token == null) {
            throw new PacketFormatException("malformed JSON: it ends too early");
        }
        return switch (token) {
            case START_OBJECT -> map(parser);
            case START_ARRAY -> list(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> integer(parser.getString());
            case VALUE_NUMBER_FLOAT -> Double.valueOf(parser.getString());
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            default -> throw new PacketFormatException("malformed JSON: " + token);
        };
    }

    private static Map<String, @Nullable Object> map(JsonParser parser) throws PacketFormatException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            map.put(name, value(parser, parser.nextToken()));
        }
        return map;
    }

    private static List<@Nullable Object> list(JsonParser parser) throws PacketFormatException {
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            list.add(value(parser, token));
        }
        return list;
    }

    /** Longer ones lose precision in Node as well. */
    private static Number integer(String text) {
        return text.length() <= MAX_LONG_LENGTH ? (Number) Long.valueOf(text) : (Number) Double.valueOf(text);
    }
}
