package dev.sockeye.socketio.internal.parser;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.RawValue;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Between the application's types and plain data. What is plain data already, or asked for as such, does not reach the
 * mapper. Thread-safe.
 *
 * <p>No class is ever named by the peer: the mapper decides by the type that the application asks for, and has no
 * default typing unless the application's own mapper brings it.
 */
public final class JacksonBinding {
    private final JsonMapper mapper;
    private final boolean ownMapper;

    private JacksonBinding(JsonMapper mapper, boolean ownMapper) {
        this.mapper = mapper;
        this.ownMapper = ownMapper;
    }

    /** For JSON, with the default mapper: unknown properties are ignored, dates are text as JavaScript writes them. */
    public static JacksonBinding forJson(ParserLimits limits) {
        return new JacksonBinding(defaultMapper(limits, JavaScriptDates.asText()), false);
    }

    /** For MessagePack, with the default mapper: unknown properties are ignored, dates are dates. */
    public static JacksonBinding forMessagePack(ParserLimits limits) {
        return new JacksonBinding(defaultMapper(limits, JavaScriptDates.asInstants()), false);
    }

    private static JsonMapper defaultMapper(ParserLimits limits, JacksonModule dates) {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.maxDepth())
                        .maxNumberLength(limits.maxNumberLength())
                        // The scanner has held strings and names to their limit.
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .build())
                .build();
        return JsonMapper.builder(factory)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .addModule(dates)
                .addModule(BinaryValues.module())
                .build();
    }

    /** With the application's mapper, which then also writes numbers, maps, lists and dates. */
    public static JacksonBinding of(JsonMapper mapper) {
        return new JacksonBinding(
                mapper.rebuild().addModule(BinaryValues.module()).build(), true);
    }

    /** Whether maps, lists and numbers may be written without asking the mapper. */
    boolean knowsPlainData() {
        return !ownMapper;
    }

    /** An argument that arrived, as a type. */
    @Nullable
    Object read(RawJson raw, Type type) {
        if (isPlain(raw, type)) {
            return raw.value();
        }
        byte first = raw.first();
        if (first >= '-' && first <= '9') {
            Object number = asPrimitive(raw.value(), type);
            if (number != null) {
                return number;
            }
        }
        try {
            JavaType target = mapper.constructType(type);
            if (raw.message.placeholders.length == 0) {
                return mapper.readValue(raw.message.json, raw.begin, raw.length(), target);
            }
            return mapper.readValue(withAttachments(raw), target);
        } catch (JacksonException | ClassCastException e) { // the latter where binary is read as a time
            throw cannotConvert(type, e);
        }
    }

    /** Plain data, or an object of the application, as a type. */
    @Nullable
    Object convert(@Nullable Object value, Type type) {
        if (value instanceof RawJson raw) {
            return read(raw, type);
        }
        if (value instanceof RawArgument raw) {
            return convert(raw.value(), type);
        }
        if (value != null && type instanceof Class<?> wanted) {
            if (wanted.isInstance(value)) {
                return value;
            }
            Object number = asPrimitive(value, type);
            if (number != null) {
                return number;
            }
        }
        try {
            return mapper.convertValue(value, mapper.constructType(type));
        } catch (JacksonException | IllegalArgumentException e) {
            throw cannotConvert(type, e);
        }
    }

    private static IllegalArgumentException cannotConvert(Type type, Exception cause) {
        return new IllegalArgumentException("cannot be converted to " + type.getTypeName(), cause);
    }

    /** Whether an argument is wanted as the plain data that it is. */
    private boolean isPlain(RawJson raw, Type type) {
        if (type == Object.class) {
            return true;
        }
        return switch (raw.first()) {
            case '"' -> type == String.class || type == CharSequence.class;
            case 't', 'f' -> type == Boolean.class || type == boolean.class;
            case '[' -> !ownMapper && isPlain(type, List.class, 0);
            // An attachment begins with a brace too, and is no map; the mapper will say so.
            case '{' -> !ownMapper && raw.message.placeholders.length == 0 && isPlain(type, Map.class, 1);
            default -> false;
        };
    }

    /** Whether a type is the raw one, or {@code List<Object>} or {@code Map<String, Object>} as plain data has it. */
    private static boolean isPlain(Type type, Class<?> raw, int valueParameter) {
        return type == raw
                || (type instanceof ParameterizedType p
                        && p.getRawType() == raw
                        && p.getActualTypeArguments()[valueParameter] == Object.class
                        && (valueParameter == 0 || p.getActualTypeArguments()[0] == String.class));
    }

    private static @Nullable Object asPrimitive(@Nullable Object value, Type type) {
        if (value instanceof Integer i) {
            if (type == int.class || type == Integer.class) {
                return value;
            }
            if (type == long.class || type == Long.class) {
                return i.longValue();
            }
        }
        if (value instanceof Long && (type == long.class || type == Long.class)) {
            return value;
        }
        if (value instanceof Number n && (type == double.class || type == Double.class)) {
            return n.doubleValue();
        }
        if (value instanceof Boolean && (type == boolean.class || type == Boolean.class)) {
            return value;
        }
        return null;
    }

    /** The tokens of an argument with its attachments in their places. */
    private TokenBuffer withAttachments(RawJson raw) {
        TokenBuffer tokens = TokenBuffer.forGeneration();
        int[] places = raw.message.placeholders;
        int next = 0;
        try (JsonParser parser = mapper.createParser(raw.message.json, raw.begin, raw.length())) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.START_OBJECT) {
                    long at = raw.begin + parser.currentTokenLocation().getByteOffset();
                    while (next < places.length && places[next] < at) {
                        next += 3;
                    }
                    if (next < places.length && places[next] == at) {
                        tokens.writeEmbeddedObject(raw.message.attachments[places[next + 2]]);
                        parser.skipChildren();
                        continue;
                    }
                }
                tokens.copyCurrentEvent(parser);
            }
        }
        return tokens;
    }

    /** The tokens of an object of the application; binary values are embedded as {@code byte[]}. */
    TokenBuffer tokens(Object value) {
        try {
            return mapper.writeValueIntoBuffer(value);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(value.getClass().getName() + " cannot be encoded", e);
        }
    }

    /** See {@link dev.sockeye.socketio.protocol.PacketParser#toData}. */
    @Nullable
    Object toData(@Nullable Object value) {
        return toData(value, 0);
    }

    private @Nullable Object toData(@Nullable Object value, int depth) {
        if (value == null || value instanceof String || value instanceof Boolean || value instanceof byte[]) {
            return value;
        }
        if (value instanceof RawArgument raw) {
            return raw.value();
        }
        if (value instanceof ByteBuffer buffer) {
            return BinaryValues.bytes(buffer);
        }
        if (ownMapper) {
            return toData(tokens(value));
        }
        if (value instanceof Integer || value instanceof Long || value instanceof Double) {
            return value;
        }
        if (depth > ParserLimits.DEEPEST) {
            throw new IllegalArgumentException("nested more than " + ParserLimits.DEEPEST + " deep");
        }
        if (value instanceof Map<?, ?> map && hasTextKeys(map)) {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            map.forEach((key, element) -> data.put(String.valueOf(key), toData(element, depth + 1)));
            return data;
        }
        if (value instanceof Collection<?> collection) {
            List<@Nullable Object> data = new ArrayList<>(collection.size());
            for (Object element : collection) {
                data.add(toData(element, depth + 1));
            }
            return data;
        }
        return toData(tokens(value));
    }

    /** Whether the names of members need no mapper; a map with other keys than its first is written by their text. */
    static boolean hasTextKeys(Map<?, ?> map) {
        return map.isEmpty() || map.keySet().iterator().next() instanceof String;
    }

    private @Nullable Object toData(TokenBuffer tokens) {
        try (JsonParser parser = tokens.asParser()) {
            parser.nextToken();
            return toData(parser);
        }
    }

    /** The value at the current token; the writer has limited its depth. */
    private @Nullable Object toData(JsonParser parser) {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    map.put(name, toData(parser));
                }
                return map;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(toData(parser));
                }
                return list;
            }
            case VALUE_EMBEDDED_OBJECT -> {
                Object embedded = parser.getEmbeddedObject();
                if (embedded instanceof RawValue raw) {
                    return mapper.readValue(String.valueOf(raw.rawValue()), Object.class);
                }
                return embedded;
            }
            case VALUE_STRING -> {
                return parser.getString();
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                return parser.getNumberValue();
            }
            case VALUE_TRUE -> {
                return true;
            }
            case VALUE_FALSE -> {
                return false;
            }
            default -> {
                return null;
            }
        }
    }
}
