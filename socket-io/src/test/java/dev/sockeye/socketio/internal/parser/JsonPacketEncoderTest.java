package dev.sockeye.socketio.internal.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import dev.sockeye.testsupport.Proves;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Socket.IO protocol v5, "Packet encoding"; the JSON is that of {@code JSON.stringify}. */
final class JsonPacketEncoderTest {
    private static final byte[] BYTES = {1, 2, 3};
    private static final byte[] MORE_BYTES = {4, 5};

    private final PacketParser parser = JsonPacketParser.create();

    private String encode(SocketPacket packet) {
        OutgoingMessage message = parser.encode(packet);
        assertThat(message.isText()).isTrue();
        assertThat(message.attachmentCount()).isZero();
        return WireText.text(message);
    }

    private String json(@Nullable Object value) {
        String text = encode(new SocketPacket.Ack("/", 0, PacketArgs.of(value)));
        assertThat(text).startsWith("30[").endsWith("]");
        return text.substring(3, text.length() - 1);
    }

    private static PacketArgs args(@Nullable Object... values) {
        return PacketArgs.of(values);
    }

    @Test
    void packetsWithoutBinaryAreOneText() {
        assertThat(encode(new SocketPacket.Connect("/", args(Map.of("sid", "a")))))
                .isEqualTo("0{\"sid\":\"a\"}");
        assertThat(encode(new SocketPacket.Connect("/n", PacketArgs.none()))).isEqualTo("0/n,");
        assertThat(encode(new SocketPacket.Connect("/", PacketArgs.none()))).isEqualTo("0");
        assertThat(encode(new SocketPacket.Disconnect("/"))).isEqualTo("1");
        assertThat(encode(new SocketPacket.Disconnect("/ä"))).isEqualTo("1/ä,");
        assertThat(encode(new SocketPacket.Event("/", SocketPacket.NO_ACK, args("a", 1))))
                .isEqualTo("2[\"a\",1]");
        assertThat(encode(new SocketPacket.Event("/n", 120, args("a")))).isEqualTo("2/n,120[\"a\"]");
        assertThat(encode(new SocketPacket.Ack("/n", 7, PacketArgs.none()))).isEqualTo("3/n,7[]");
        assertThat(encode(new SocketPacket.ConnectError("/", args("no")))).isEqualTo("4\"no\"");
    }

    @Test
    @Proves({"S15", "S16"})
    void binaryLeavesThroughAttachmentsInTheOrderOfTheDocument() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("b", ByteBuffer.wrap(new byte[] {0, 4, 5, 0}, 1, 2));
        map.put("c", List.of(1, new byte[] {6}));
        OutgoingMessage message =
                parser.encode(new SocketPacket.Event("/n", 13, args("a", BYTES, map, new Holder("x", new byte[] {7}))));
        assertThat(WireText.text(message))
                .isEqualTo("54-/n,13[\"a\",{\"_placeholder\":true,\"num\":0},"
                        + "{\"b\":{\"_placeholder\":true,\"num\":1},\"c\":[1,{\"_placeholder\":true,\"num\":2}]},"
                        + "{\"name\":\"x\",\"data\":{\"_placeholder\":true,\"num\":3}}]");
        assertThat(message.attachmentCount()).isEqualTo(4);
        assertThat(message.attachment(0)).isSameAs(BYTES);
        assertThat(message.attachment(1)).containsExactly(4, 5);
        assertThat(message.attachment(2)).containsExactly(6);
        assertThat(message.attachment(3)).containsExactly(7);

        OutgoingMessage ack = parser.encode(new SocketPacket.Ack("/", 5, args(MORE_BYTES)));
        assertThat(WireText.text(ack)).isEqualTo("61-5[{\"_placeholder\":true,\"num\":0}]");
    }

    record Holder(String name, byte[] data) {}

    @Test
    void theSameArrayIsAttachedOnce() {
        OutgoingMessage message =
                parser.encode(new SocketPacket.Event("/", SocketPacket.NO_ACK, args("a", BYTES, MORE_BYTES, BYTES)));
        assertThat(WireText.text(message))
                .isEqualTo("52-[\"a\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1},"
                        + "{\"_placeholder\":true,\"num\":0}]");
        assertThat(message.attachmentCount()).isEqualTo(2);
    }

    @Test
    void onlyEventsAndAcknowledgementsCarryBinary() {
        assertThatThrownBy(() -> parser.encode(new SocketPacket.ConnectError("/", args(BYTES))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("CONNECT_ERROR carries no binary");
    }

    @Test
    @Proves("S106")
    void numbersAreThoseOfJavaScript() {
        assertThat(json(0)).isEqualTo("0");
        assertThat(json(-7)).isEqualTo("-7");
        assertThat(json(Integer.MIN_VALUE)).isEqualTo("-2147483648");
        assertThat(json(Long.MIN_VALUE)).isEqualTo("-9223372036854775808");
        assertThat(json(Long.MAX_VALUE)).isEqualTo("9223372036854775807");
        assertThat(json(1.0)).isEqualTo("1");
        assertThat(json(-0.0)).isEqualTo("0");
        assertThat(json(1.5)).isEqualTo("1.5");
        assertThat(json(0.1f)).isEqualTo("0.1");
        assertThat(json(1e300)).isEqualTo("1.0E300");
        assertThat(json(Double.NaN)).isEqualTo("null");
        assertThat(json(Double.NEGATIVE_INFINITY)).isEqualTo("null");
        assertThat(json(Float.NaN)).isEqualTo("null");
        assertThat(json((short) 3)).isEqualTo("3");
        assertThat(json(new BigInteger("123456789012345678901234567890"))).isEqualTo("123456789012345678901234567890");
        assertThat(json(new BigDecimal("0.10"))).isEqualTo("0.10");
        assertThat(json(new double[] {1, 0.5, Double.NaN})).isEqualTo("[1,0.5,null]");
    }

    @Test
    @Proves("S106")
    void datesOptionalsNullsAndMapsAreWrittenAsJavaScriptWouldWriteThem() {
        Instant instant = Instant.parse("2026-01-02T03:04:05.6789Z");
        assertThat(json(instant)).isEqualTo("\"2026-01-02T03:04:05.678Z\"");
        assertThat(json(Date.from(instant))).isEqualTo("\"2026-01-02T03:04:05.678Z\"");
        assertThat(json(Instant.EPOCH)).isEqualTo("\"1970-01-01T00:00:00.000Z\"");
        assertThat(json(Instant.parse("+012345-01-01T00:00:00Z"))).isEqualTo("\"+012345-01-01T00:00:00.000Z\"");
        assertThat(json(Instant.parse("-000001-01-01T00:00:00Z"))).isEqualTo("\"-000001-01-01T00:00:00.000Z\"");
        assertThat(json(Optional.of(1))).isEqualTo("1");
        assertThat(json(Optional.empty())).isEqualTo("null");
        assertThat(json(null)).isEqualTo("null");
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", null);
        map.put("b", Optional.of("x"));
        map.put("c", instant);
        map.put("d", Color.RED);
        assertThat(json(map)).isEqualTo("{\"a\":null,\"b\":\"x\",\"c\":\"2026-01-02T03:04:05.678Z\",\"d\":\"RED\"}");
        assertThat(json(Map.of())).isEqualTo("{}");
        assertThat(json(List.of())).isEqualTo("[]");
        assertThat(json(Set.of(true))).isEqualTo("[true]");
        assertThat(json(Map.of(1, 2))).isEqualTo("{\"1\":2}");
        assertThat(json(Map.of(Color.RED, 2))).isEqualTo("{\"RED\":2}");
        assertThat(json(Arrays.asList(1, null, "x"))).isEqualTo("[1,null,\"x\"]");
        assertThat(json(new Object[] {1, "x", new Object[0]})).isEqualTo("[1,\"x\",[]]");
    }

    enum Color {
        RED
    }

    @Test
    void objectsAreWrittenByTheMapper() {
        assertThat(json(new Person("Ann", 7, List.of(new Person("Bob", 1, List.of())))))
                .isEqualTo("{\"name\":\"Ann\",\"age\":7,\"friends\":[{\"name\":\"Bob\",\"age\":1,\"friends\":[]}]}");
    }

    record Person(String name, int age, List<Person> friends) {}

    @Test
    @Proves("S14")
    void textIsEscapedOnlyWhereItMustBe() {
        assertThat(json("ä€𝄞\u2028/")).isEqualTo("\"ä€𝄞\u2028/\"");
        assertThat(json("\"\\\b\f\n\r\t\0\u001f\u007f")).isEqualTo("\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f\u007f\"");
        // Half a character has no UTF-8; JSON.stringify escapes it.
        assertThat(json("a\ud834")).isEqualTo("\"a\\ud834\"");
        assertThat(json("\udd1ea\ud834")).isEqualTo("\"\\udd1ea\\ud834\"");
        assertThat(json("\ud834\ud834\udd1e")).isEqualTo("\"\\ud834𝄞\"");
        assertThat(json(Map.of("\ud834", new Person("\ud834", 1, List.of()))))
                .isEqualTo("{\"\\ud834\":{\"name\":\"\\ud834\",\"age\":1,\"friends\":[]}}");
    }

    @Test
    void longTextOfManyEscapesIsWrittenWhole() {
        assertThat(json("\u0001".repeat(100_000))).isEqualTo("\"" + "\\u0001".repeat(100_000) + "\"");
        assertThat(json("€".repeat(100_000))).isEqualTo("\"" + "€".repeat(100_000) + "\"");
    }

    @Test
    @Proves("S14")
    void longTextIsEscapedAsShortTextIs() {
        String text = "0123456789".repeat(20);
        assertThat(json(text)).isEqualTo("\"" + text + "\"");
        assertThat(json(text + "?ä€𝄞")).isEqualTo("\"" + text + "?ä€𝄞\"");
        assertThat(json(text + "ä€𝄞")).isEqualTo("\"" + text + "ä€𝄞\"");
        assertThat(json(text + "\ud834")).isEqualTo("\"" + text + "\\ud834\"");
        assertThat(json("\udd1e" + text)).isEqualTo("\"\\udd1e" + text + "\"");
        assertThat(json(text + "\n" + text)).isEqualTo("\"" + text + "\\n" + text + "\"");
        assertThat(json(text + "\"")).isEqualTo("\"" + text + "\\\"\"");
    }

    @Test
    void whatContainsItselfIsRefused() {
        List<Object> endless = new ArrayList<>();
        endless.add(endless);
        assertThatThrownBy(() -> json(endless))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("nested more than 1000 deep");
        Node node = new Node();
        node.next = node;
        assertThatThrownBy(() -> json(node)).isInstanceOf(IllegalArgumentException.class);
        Node other = new Node();
        node.next = other;
        other.next = node;
        assertThatThrownBy(() -> json(node)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> parser.toData(node)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> parser.toData(endless)).isInstanceOf(IllegalArgumentException.class);
    }

    static final class Node {
        public Node next;
    }
}
