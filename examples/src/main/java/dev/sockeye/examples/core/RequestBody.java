package dev.sockeye.examples.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sockeye.engineio.HttpRequest;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The fields of a request body, JSON or form, checked while they are read: what is missing, too long or of the wrong
 * type is an {@link InvalidRequestException} that names the field. Immutable.
 */
public final class RequestBody {
    private static final TypeReference<Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {};

    private final Map<String, @Nullable Object> fields;

    private RequestBody(Map<String, @Nullable Object> fields) {
        this.fields = fields;
    }

    /** Reads a form if the content type says so, else a JSON object. */
    public static RequestBody of(HttpRequest request) {
        String text = request.bodyText();
        // curl -d says that it sends a form, whatever it sends.
        boolean isForm = request.header("content-type").orElse("").startsWith("application/x-www-form-urlencoded")
                && !text.startsWith("{");
        return isForm ? form(text) : json(text);
    }

    static RequestBody json(String text) {
        try {
            @Nullable Map<String, @Nullable Object> fields = JsonMapper.shared().readValue(text, OBJECT);
            if (fields != null) {
                return new RequestBody(fields);
            }
        } catch (JacksonException e) {
            // said below
        }
        throw new InvalidRequestException("The body is not a JSON object");
    }

    /** A field that occurs several times, or is called {@code name[]}, is a list. */
    static RequestBody form(String text) {
        Map<String, @Nullable Object> fields = new HashMap<>();
        for (String pair : text.split("&")) {
            String[] parts = pair.split("=", 2);
            String name = decode(parts[0]);
            String value = parts.length == 2 ? decode(parts[1]) : "";
            boolean isList = name.endsWith("[]");
            fields.merge(
                    isList ? name.substring(0, name.length() - 2) : name, isList ? List.of(value) : value, (a, b) -> {
                        List<@Nullable Object> both = new ArrayList<>(a instanceof List<?> list ? list : List.of(a));
                        both.addAll(b instanceof List<?> list ? list : List.of(b));
                        return both;
                    });
        }
        return new RequestBody(fields);
    }

    /** A text that must be there and not be blank. */
    public String text(String field, int maxLength) {
        return optionalText(field, maxLength)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new InvalidRequestException(field + ": missing or empty"));
    }

    /** A text that may be missing. */
    public Optional<String> optionalText(String field, int maxLength) {
        @Nullable Object value = fields.get(field);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof String text)) {
            throw new InvalidRequestException(field + ": not a text");
        }
        if (text.length() > maxLength) {
            throw new InvalidRequestException(
                    field + ": " + text.length() + " characters (expected: at most " + maxLength + ")");
        }
        return Optional.of(text);
    }

    /** A list of texts with at least one item; a single text counts as a list of one. */
    public List<String> texts(String field, int maxItems, int maxLength) {
        @Nullable Object value = fields.get(field);
        List<?> items = value instanceof List<?> list ? list : value instanceof String ? List.of(value) : List.of();
        if (items.isEmpty()) {
            throw new InvalidRequestException(field + ": missing, empty or not a list");
        }
        if (items.size() > maxItems) {
            throw new InvalidRequestException(
                    field + ": " + items.size() + " items (expected: at most " + maxItems + ")");
        }
        List<String> texts = new ArrayList<>();
        for (Object item : items) {
            if (!(item instanceof String text) || text.isEmpty() || text.length() > maxLength) {
                throw new InvalidRequestException(
                        field + ": holds something else than texts of 1 to " + maxLength + " characters");
            }
            texts.add(text);
        }
        return texts;
    }

    /** A field of any type, null if it is missing. */
    public @Nullable Object value(String field) {
        return fields.get(field);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("The body is not a form");
        }
    }
}
