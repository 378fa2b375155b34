package dev.sockeye.socketio.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@code JSON.stringify} writes for the same values. */
final class JsonWriterTest {

    private static String json(@Nullable Object data) {
        return new String(JsonWriter.encode(data).orElseThrow(), UTF_8);
    }

    @Test
    void numbersAreWrittenAsNodeWritesThem() {
        assertThat(json(Arrays.asList(1, -1L, 1.0, -0.5f, 1e15, 0.1, (byte) 3, null, true)))
                .isEqualTo("[1,-1,1,-0.5,1000000000000000,0.1,3,null,true]");
        assertThat(json(List.of(Double.NaN, Double.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY)))
                .isEqualTo("[null,null,null]");
        assertThat(json(List.of(BigInteger.TWO.pow(70), new BigDecimal("0.50"))))
                .isEqualTo("[1180591620717411303424,0.50]");
    }

    @Test
    void stringsAreEscapedWhereTheyMustBe() {
        assertThat(json("\"\\\n\r\t\b\f\u0001/é€😀")).isEqualTo("\"\\\"\\\\\\n\\r\\t\\b\\f\\u0001/é€😀\"");
        assertThat(json(List.of("\ud83d", "\ude00a", "a\ud83db")))
                .isEqualTo("[\"\\ud83d\",\"\\ude00a\",\"a\\ud83db\"]"); // half a pair has no UTF-8
    }

    @Test
    void timesHaveMilliseconds() {
        assertThat(json(Instant.ofEpochMilli(0))).isEqualTo("\"1970-01-01T00:00:00.000Z\"");
        assertThat(json(Instant.ofEpochSecond(1767323045, 678_999_999))).isEqualTo("\"2026-01-02T03:04:05.678Z\"");
    }

    @Test
    void mapsKeepTheirOrder() {
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        map.put("b", Map.of());
        map.put(1, null);
        map.put("a", List.of());
        assertThat(json(map)).isEqualTo("{\"b\":{},\"1\":null,\"a\":[]}");
    }

    @Test
    void bytesAreNoJsonUnlessAskedFor() {
        Map<String, Object> data = Map.of("a", List.of(new byte[] {1, -1}, "x"));
        assertThat(JsonWriter.encode(data)).isEmpty();
        assertThat(new String(JsonWriter.encodePlain(data), UTF_8))
                .isEqualTo("{\"a\":[{\"type\":\"Buffer\",\"data\":[1,255]},\"x\"]}");
    }

    @Test
    void whatIsNoDataIsRefused() {
        assertThatThrownBy(() -> json(List.of(new Object())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not data: java.lang.Object");
        assertThat(json(nested(500))).hasSize(1000);
        assertThatThrownBy(() -> json(nested(501)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("nested more than 500 deep");
    }

    private static List<?> nested(int depth) {
        List<?> list = List.of();
        for (int i = 1; i < depth; i++) {
            list = List.of(list);
        }
        return list;
    }
}
