package dev.sockeye.socketio.internal.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sockeye.socketio.TypeRef;
import dev.sockeye.socketio.jackson.JacksonParsers;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import dev.sockeye.testsupport.Proves;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

final class JsonArgsTest {
    private static final byte[] BYTES = {1, 2, 3};

    private final PacketParser parser = JsonPacketParser.create();

    private static PacketArgs args(PacketParser parser, String json, byte[]... attachments)
            throws PacketFormatException {
        String head = attachments.length == 0 ? "31" : "6" + attachments.length + "-1";
        return ((SocketPacket.Ack) WireText.decode(parser, head + "[" + json + "]", attachments)).args();
    }

    private Object get(String json, Type type) throws PacketFormatException {
        return args(parser, json).get(0, type);
    }

    @Test
    void valuesAreWhatJavaScriptTakesThemFor() throws Exception {
        PacketArgs args = args(
                parser,
                "null,true,false,0,-0,-1,2147483647,2147483648,1.0,1e3,0.5,9223372036854775807,9223372036854775808,"
                        + "\"\",[],{},[1,[2]],{\"a\":{\"b\":null}}");
        assertThat(args.values())
                .containsExactly(
                        null,
                        true,
                        false,
                        0,
                        0,
                        -1,
                        2147483647,
                        2147483648L,
                        1,
                        1000,
                        0.5,
                        Long.MAX_VALUE,
                        9.223372036854775807e18,
                        "",
                        List.of(),
                        Map.of(),
                        List.of(1, List.of(2)),
                        Map.of("a", Collections.singletonMap("b", null)));
    }

    @Test
    void simpleTypesAreConverted() throws Exception {
        assertThat(get("1", int.class)).isEqualTo(1);
        assertThat(get("1", Integer.class)).isEqualTo(1);
        assertThat(get("1", long.class)).isEqualTo(1L);
        assertThat(get("1", Long.class)).isEqualTo(1L);
        assertThat(get("1", double.class)).isEqualTo(1.0);
        assertThat(get("1.0", int.class)).isEqualTo(1);
        assertThat(get("1", short.class)).isEqualTo((short) 1);
        assertThat(get("1", float.class)).isEqualTo(1f);
        assertThat(get("1.5", Number.class)).isEqualTo(1.5);
        assertThat(get("true", boolean.class)).isEqualTo(true);
        assertThat(get("\"a\\u00e4\"", String.class)).isEqualTo("aä");
        assertThat(get("\"a\"", CharSequence.class)).isEqualTo("a");
        assertThat(get("\"a\"", Object.class)).isEqualTo("a");
        assertThat(get("7", String.class)).isEqualTo("7");
        assertThat(get("null", String.class)).isNull();
        assertThat(get("null", Person.class)).isNull();
        assertThat(get("[1,2]", int[].class)).isEqualTo(new int[] {1, 2});
        assertThat(get("[1,\"a\"]", List.class)).isEqualTo(List.of(1, "a"));
        assertThat(get("{\"a\":1}", Map.class)).isEqualTo(Map.of("a", 1));
        assertThat(get("123456789012345678901234567890", BigInteger.class))
                .isEqualTo(new BigInteger("123456789012345678901234567890"));
        assertThat(get("0.10", BigDecimal.class)).isEqualTo(new BigDecimal("0.10"));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        for (Object[] wrong : new Object[][] {
            {"\"x\"", int.class},
            {"{}", int.class},
            {"null", int.class},
            {"9223372036854775808", long.class},
            {"2147483648", int.class},
            {"\"x\"", Person.class},
            {"[1]", Person.class},
            {"{\"name\":1,\"age\":[]}", Person.class},
            {"true", List.class},
            {"1", Map.class},
            {"{\"@class\":\"java.io.File\"}", java.io.Closeable.class}
        }) {
            assertThatThrownBy(() -> get((String) wrong[0], (Type) wrong[1]))
                    .as(Arrays.toString(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("cannot be converted to " + ((Type) wrong[1]).getTypeName());
        }
    }

    record Person(String name, int age, Optional<String> mail, List<Person> friends) {}

    @Test
    @Proves("S106")
    void recordsGenericsOptionalsAndDatesAreConverted() throws Exception {
        Person person = (Person) get(
                "{\"age\":7,\"name\":\"Ann\",\"unknown\":[1],\"friends\":[{\"name\":\"Bob\",\"age\":8,"
                        + "\"mail\":\"b@x\"}]}",
                Person.class);
        assertThat(person.name()).isEqualTo("Ann");
        assertThat(person.mail()).isEmpty();
        assertThat(person.friends().get(0).mail()).contains("b@x");
        assertThat(get("{\"a\":[{\"name\":\"Ann\",\"age\":7}]}", new TypeRef<Map<String, List<Person>>>() {}.type()))
                .isEqualTo(Map.of("a", List.of(new Person("Ann", 7, Optional.empty(), null))));
        assertThat(get("[\"b\",\"a\"]", new TypeRef<Set<String>>() {}.type())).isEqualTo(Set.of("a", "b"));
        assertThat(get("[1,\"a\"]", new TypeRef<List<Object>>() {}.type())).isEqualTo(List.of(1, "a"));
        assertThat(get("[1,2]", new TypeRef<List<Long>>() {}.type())).isEqualTo(List.of(1L, 2L));
        assertThat(get("null", new TypeRef<Optional<String>>() {}.type())).isEqualTo(Optional.empty());
        assertThat(get("3", OptionalInt.class)).isEqualTo(OptionalInt.of(3));
        assertThat(get("\"2026-01-02T03:04:05.678Z\"", Instant.class))
                .isEqualTo(Instant.parse("2026-01-02T03:04:05.678Z"));
        assertThat(get("\"2026-01-02T03:04:05.678Z\"", Date.class))
                .isEqualTo(Date.from(Instant.parse("2026-01-02T03:04:05.678Z")));
        assertThat(get("\"2026-01-02\"", LocalDate.class)).isEqualTo(LocalDate.of(2026, 1, 2));
    }

    record Upload(String name, byte[] data, ByteBuffer more, Object any, Map<String, Object> all) {}

    @Test
    @Proves("S15")
    void attachmentsGoWhereBinaryIsWanted() throws Exception {
        String place = "{\"_placeholder\":true,\"num\":0}";
        assertThat(args(parser, place, BYTES).get(0, byte[].class)).isEqualTo(BYTES);
        assertThat(args(parser, place, BYTES).get(0, ByteBuffer.class)).isEqualTo(ByteBuffer.wrap(BYTES));
        assertThat(args(parser, place, BYTES).get(0, Object.class)).isEqualTo(BYTES);
        assertThat(args(parser, "[" + place + "," + place + "]", BYTES).get(0, new TypeRef<List<byte[]>>() {}.type()))
                .isEqualTo(List.of(BYTES, BYTES));
        Upload upload = (Upload) args(
                        parser,
                        "{\"name\":\"x\", \"data\":" + place + ",\"more\":{\"num\":1,\"_placeholder\":true,\"x\":[{}]},"
                                + "\"any\":" + place + ",\"all\":{\"a\":[" + place
                                + "],\"b\":1e400,\"c\":12345678901234567890}}",
                        BYTES,
                        new byte[] {4})
                .get(0, Upload.class);
        assertThat(upload.name()).isEqualTo("x");
        assertThat(upload.data()).isEqualTo(BYTES);
        assertThat(upload.more()).isEqualTo(ByteBuffer.wrap(new byte[] {4}));
        assertThat(upload.any()).isEqualTo(BYTES);
        assertThat(upload.all().get("a")).isEqualTo(List.of(BYTES));
        assertThat(upload.all().get("c")).isEqualTo(new BigInteger("12345678901234567890"));
        assertThatThrownBy(() -> args(parser, place, BYTES).get(0, Map.class))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> args(parser, place, BYTES).get(0, int.class))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rawArgumentsAreWrittenAsTheyCameAndTheirAttachmentsAreNumberedAnew() throws Exception {
        PacketArgs first = args(
                parser,
                " {\"a\" : 1.00, \"b\":\"\\u00e4\"} ,[ {\"num\":1,\"_placeholder\":true} ,{\"_placeholder\":true,\"num\":0}]",
                BYTES,
                new byte[] {4});
        PacketArgs second = args(parser, "{\"_placeholder\":true,\"num\":0}", new byte[] {5});
        var message = parser.encode(new SocketPacket.Event(
                "/", SocketPacket.NO_ACK, PacketArgs.of("x", second.raw(0), first.raw(0), List.of(first.raw(1)))));
        assertThat(WireText.text(message))
                .isEqualTo("53-[\"x\",{\"_placeholder\":true,\"num\":0},{\"a\" : 1.00, \"b\":\"\\u00e4\"},"
                        + "[[ {\"_placeholder\":true,\"num\":1} ,{\"_placeholder\":true,\"num\":2}]]]");
        assertThat(message.attachment(0)).containsExactly(5);
        assertThat(message.attachment(1)).containsExactly(4);
        assertThat(message.attachment(2)).isSameAs(BYTES);
        assertThat(parser.toData(first.raw(0))).isEqualTo(Map.of("a", 1, "b", "ä"));
        assertThat(parser.convert(second.raw(0), byte[].class)).isEqualTo(new byte[] {5});
    }

    @Test
    void applicationObjectsBecomeData() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("o", Optional.of(1));
        map.put("n", null);
        map.put("b", ByteBuffer.wrap(BYTES));
        map.put("p", new Upload("x", BYTES, null, List.of(1.5, new BigDecimal("2.50")), null));
        Map<String, Object> upload = new LinkedHashMap<>();
        upload.put("name", "x");
        upload.put("data", BYTES);
        upload.put("more", null);
        upload.put("any", List.of(1.5, new BigDecimal("2.50")));
        upload.put("all", null);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("o", 1);
        data.put("n", null);
        data.put("b", BYTES);
        data.put("p", upload);
        assertThat(parser.toData(map)).usingRecursiveComparison().isEqualTo(data);
        assertThat(parser.toData(Instant.EPOCH)).isEqualTo("1970-01-01T00:00:00.000Z");
        assertThat(parser.toData(null)).isNull();
        assertThat(parser.toData(new int[] {1, 2})).isEqualTo(List.of(1, 2));
        assertThat(parser.toData(Thread.State.NEW)).isEqualTo("NEW");
    }

    @Test
    void dataIsConvertedAsArgumentsAre() {
        assertThat(parser.convert(Map.of("name", "Ann", "age", 7), Person.class))
                .isEqualTo(new Person("Ann", 7, Optional.empty(), null));
        assertThat(parser.convert(1, long.class)).isEqualTo(1L);
        assertThat(parser.convert("a", String.class)).isEqualTo("a");
        assertThat(parser.convert(null, String.class)).isNull();
        assertThat(parser.convert(BYTES, byte[].class)).isSameAs(BYTES);
        assertThat(((Upload) parser.convert(Map.of("name", "x", "data", BYTES), Upload.class)).data())
                .isEqualTo(BYTES);
        assertThatThrownBy(() -> parser.convert("x", int.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cannot be converted to int");
    }

    record Order(@JsonProperty("id") long orderId, String firstName, byte[] data) {}

    @Test
    void theApplicationsMapperIsHeeded() throws Exception {
        JsonMapper mapper = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(SerializationFeature.INDENT_OUTPUT)
                .addModule(new SimpleModule()
                        .addSerializer(Long.class, ToStringSerializer.instance)
                        .addSerializer(long.class, ToStringSerializer.instance))
                .build();
        PacketParser own = JacksonParsers.json(mapper);
        var message = own.encode(
                new SocketPacket.Ack("/", 1, PacketArgs.of(new Order(5, "a", BYTES), Map.of("l", 6L), 7L, "x")));
        assertThat(WireText.text(message))
                .isEqualTo("61-1[{\"id\":\"5\",\"first_name\":\"a\",\"data\":{\"_placeholder\":true,\"num\":0}},"
                        + "{\"l\":\"6\"},\"7\",\"x\"]");
        Order order =
                (Order) args(own, "{\"first_name\":\"a\",\"id\":5,\"data\":{\"_placeholder\":true,\"num\":0}}", BYTES)
                        .get(0, Order.class);
        assertThat(order.orderId()).isEqualTo(5);
        assertThat(order.firstName()).isEqualTo("a");
        assertThat(order.data()).isEqualTo(BYTES);
        assertThat(own.toData(7L)).isEqualTo("7");
        assertThat(((JsonNode) args(own, "{\"a\":[1]}").get(0, JsonNode.class))
                        .get("a")
                        .get(0)
                        .asInt())
                .isEqualTo(1);
    }
}
