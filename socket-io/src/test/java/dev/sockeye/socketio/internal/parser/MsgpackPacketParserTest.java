package dev.sockeye.socketio.internal.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.engineio.EngineMessage;
import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.socketio.data.MessagePackWriter;
import dev.sockeye.socketio.parser.ParserOptions;
import dev.sockeye.socketio.parser.Parsers;
import dev.sockeye.socketio.protocol.MessagePack;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import dev.sockeye.testsupport.Proves;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packets of socket.io-msgpack-parser 3.0.2; bytes that come from a client were written by it. */
@Proves("S92")
final class MsgpackPacketParserTest {
    private static final HexFormat HEX = HexFormat.of();

    private final PacketParser parser = Parsers.msgpack();

    private SocketPacket decode(String hex) throws PacketFormatException {
        return decode(HEX.parseHex(hex));
    }

    private SocketPacket decode(byte[] bytes) throws PacketFormatException {
        byte[] padded = new byte[bytes.length + 3];
        System.arraycopy(bytes, 0, padded, 3, bytes.length);
        return parser.newDecoder().decode(EngineMessage.binary(padded, 3));
    }

    private String encode(SocketPacket packet) {
        OutgoingMessage message = parser.encode(packet);
        assertThat(message.isText()).isFalse();
        assertThat(message.attachmentCount()).isZero();
        return HEX.formatHex(message.head());
    }

    @Test
    void packetsOfTheClientAreRead() throws Exception {
        // {type: 0, nsp: "/"}, with data: undefined, with data: {token: "a"}
        assertThat(((SocketPacket.Connect) decode("82a47479706500a36e7370a12f"))
                        .payload()
                        .size())
                .isZero();
        var undefined = (SocketPacket.Connect) decode("83a47479706500a36e7370a12fa464617461d40000");
        assertThat(undefined.payload().size()).isZero();
        var auth = (SocketPacket.Connect) decode("83a47479706500a36e7370a12fa46461746181a5746f6b656ea161");
        assertThat(auth.namespace()).isEqualTo("/");
        assertThat(auth.payload().values()).containsExactly(Map.of("token", "a"));

        // {type: 2, data: ["a", 1, undefined, new Date(0), Buffer(1, 2), Uint8Array(3, 4)], options: {compress: true},
        //  id: 12, nsp: "/n"}
        var event = (SocketPacket.Event)
                decode("85a47479706502a46461746196a16101d40000d7000000000000000000c4020102c702000304"
                        + "a76f7074696f6e7381a8636f6d7072657373c3a269640ca36e7370a22f6e");
        assertThat(event.namespace()).isEqualTo("/n");
        assertThat(event.ackId()).isEqualTo(12);
        assertThat(event.name()).isEqualTo("a");
        assertThat(event.args().values())
                .containsExactly("a", 1, null, Instant.EPOCH, new byte[] {1, 2}, new byte[] {3, 4});

        var ack = (SocketPacket.Ack) decode("84a47479706503a2696400a36e7370a12fa46461746190");
        assertThat(ack.ackId()).isZero();
        assertThat(ack.args().size()).isZero();
        assertThat(decode("82a47479706501a36e7370a22f6e")).isEqualTo(new SocketPacket.Disconnect("/n"));
        var error = (SocketPacket.ConnectError) decode("83a47479706504a36e7370a12fa46461746181a76d657373616765a26e6f");
        assertThat(error.payload().values()).containsExactly(Map.of("message", "no"));
    }

    @Test
    void membersMayBeNamedByWhateverJavaScriptMakesTheNameOf() throws Exception {
        // {["type"]: 2, nsp: "/", str8 "data": ["a"], [["id"]]: 7}
        var event = (SocketPacket.Event) decode("8491a47479706502a36e7370a12fd90464617461" + "91a161" + "9191a2696407");
        assertThat(event.name()).isEqualTo("a");
        assertThat(event.ackId()).isEqualTo(7);
    }

    @Test
    void packetsAreOneMapEach() {
        assertThat(encode(new SocketPacket.Connect("/", PacketArgs.none()))).isEqualTo("82a47479706500a36e7370a12f");
        assertThat(encode(new SocketPacket.Connect("/", PacketArgs.of(Map.of("sid", "a")))))
                .isEqualTo("83a47479706500a36e7370a12fa46461746181a3736964a161");
        assertThat(encode(new SocketPacket.Disconnect("/n"))).isEqualTo("82a47479706501a36e7370a22f6e");
        assertThat(encode(new SocketPacket.Event("/", SocketPacket.NO_ACK, PacketArgs.of("a", 1.5, null))))
                .isEqualTo("83a47479706502a36e7370a12fa46461746193a161cb3ff8000000000000c0");
        assertThat(encode(new SocketPacket.Ack("/", 300, PacketArgs.of(new byte[] {1}, Instant.EPOCH, new Date(0)))))
                .isEqualTo("84a47479706503a36e7370a12fa26964cd012ca46461746193c40101" + "d7000000000000000000"
                        + "d7000000000000000000");
    }

    record Note(String text, Instant at, byte[] data, Optional<Integer> stars) {}

    @Test
    void objectsOfTheApplicationComeAndGo() throws Exception {
        Note note = new Note("x", Instant.ofEpochMilli(5), new byte[] {1}, Optional.of(3));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("text", "x");
        data.put("at", Instant.ofEpochMilli(5));
        data.put("data", note.data());
        data.put("stars", 3);
        assertThat(parser.toData(note)).isEqualTo(data);
        OutgoingMessage message = parser.encode(
                new SocketPacket.Event("/", SocketPacket.NO_ACK, PacketArgs.of("a", note, List.of(note))));
        var event = (SocketPacket.Event) decode(message.head());
        assertThat(event.args().get(1, Note.class)).usingRecursiveComparison().isEqualTo(note);
        assertThat(event.args().value(2)).usingRecursiveComparison().isEqualTo(List.of(data));
        assertThat(event.args().get(0, String.class)).isEqualTo("a");
    }

    @Test
    void argumentsArePassedOnAsTheyAre() throws Exception {
        // ["a", undefined, new Date(0), unusually long encodings of 1]
        String data = "95" + "a161" + "d40000" + "d7000000000000000000" + "d30000000000000001" + "dc000101";
        var event = (SocketPacket.Event) decode("83a47479706502a36e7370a12fa464617461" + data);
        Object[] raw = new Object[5];
        Arrays.setAll(raw, event.args()::raw);
        assertThat(encode(new SocketPacket.Event("/", SocketPacket.NO_ACK, event.args())))
                .endsWith(data);
        assertThat(encode(new SocketPacket.Event("/", SocketPacket.NO_ACK, PacketArgs.of(raw))))
                .endsWith(data);
        assertThat(parser.toData(raw[3])).isEqualTo(1);
        assertThat(parser.convert(raw[3], long.class)).isEqualTo(1L);
    }

    @ParameterizedTest
    @Proves("S67")
    @CsvSource(
            delimiter = '|',
            value = {
                "80|invalid packet type",
                "90|invalid packet type",
                "c0|invalid packet type",
                "82a47479706505a36e7370a12f|invalid packet type",
                "82a474797065ffa36e7370a12f|invalid packet type",
                "82a474797065a130a36e7370a12f|invalid packet type",
                "82a474797065c0a36e7370a12f|invalid packet type",
                "82a474797065cb3fe0000000000000a36e7370a12f|invalid packet type",
                "81a47479706500|invalid namespace",
                "82a47479706500a36e737001|invalid namespace",
                "83a47479706500a36e7370a12fa464617461c0|invalid payload",
                "83a47479706500a36e7370a12fa46461746190|invalid payload",
                "83a47479706501a36e7370a12fa46461746180|invalid payload",
                "82a47479706502a36e7370a12f|invalid payload",
                "83a47479706502a36e7370a12fa46461746180|invalid payload",
                "83a47479706502a36e7370a12fa46461746191c0|invalid payload",
                "83a47479706502a36e7370a12fa4646174619180|invalid payload",
                "83a47479706503a36e7370a12fa464617461d40000|invalid payload",
                "82a47479706504a36e7370a12f|invalid payload",
                "83a47479706504a36e7370a12fa46461746101|invalid payload",
                "84a47479706502a36e7370a12fa46461746191a161a26964a131|invalid packet id",
                "84a47479706502a36e7370a12fa46461746191a161a26964c0|invalid packet id",
                "84a47479706502a36e7370a12fa46461746191a161a26964cb3fe0000000000000|invalid packet id",
                "84a47479706502a36e7370a12fa46461746191a161a26964cb7ff0000000000000|invalid packet id",
                "82a47479706500a36e7370a12f00|1 trailing bytes",
                "df7fffffff|truncated MessagePack",
                "c1|no MessagePack: byte 193",
            })
    void whatIsNoPacketIsRefused(String hex, String message) {
        assertThatThrownBy(() -> decode(hex))
                .isInstanceOf(PacketFormatException.class)
                .hasMessage(message);
    }

    @Test
    @Proves("S67")
    void textIsRefused() {
        assertThatThrownBy(() -> parser.newDecoder().decode(WireText.text("2[\"a\"]")))
                .isInstanceOf(PacketFormatException.class)
                .hasMessage("invalid packet type");
    }

    @Test
    void reservedAndNumericNamesAreDeliveredAsTheReferenceDoesIt() throws Exception {
        assertThat(((SocketPacket.Event) decode(event("connect"))).name()).isEqualTo("connect");
        assertThat(((SocketPacket.Event) decode(event(7))).name()).isEqualTo("7");
        assertThat(((SocketPacket.Event) decode(MessagePack.encode(Map.of("type", 2, "nsp", "/", "data", List.of()))))
                        .name())
                .isNull();
    }

    private static byte[] event(@Nullable Object... data) {
        return MessagePackWriter.encode(Map.of("type", 2, "nsp", "/", "data", Arrays.asList(data)), 1_000);
    }

    @Test
    void anAckIdIsExactOrNone() throws Exception {
        for (Object id : new Object[] {-1, -5, 1e19, 1e300}) {
            var event = (SocketPacket.Event)
                    decode(MessagePack.encode(Map.of("type", 2, "nsp", "/", "data", List.of("a"), "id", id)));
            assertThat(event.ackId()).isEqualTo(SocketPacket.NO_ACK);
        }
        var event = (SocketPacket.Event) decode(
                MessagePack.encode(Map.of("type", 2, "nsp", "/", "data", List.of("a"), "id", 9007199254740993L)));
        assertThat(event.ackId()).isEqualTo(9007199254740993L);
    }

    @Test
    void nestingIsLimited() throws Exception {
        PacketParser shallow =
                Parsers.msgpack(ParserOptions.builder().maxDepth(2).build());
        // The list of arguments is one, the packet itself is not counted.
        byte[] taken = event("a", List.of());
        byte[] refused = event("a", List.of(List.of()));
        assertThat(shallow.newDecoder().decode(EngineMessage.binary(taken, 0))).isNotNull();
        assertThatThrownBy(() -> shallow.newDecoder().decode(EngineMessage.binary(refused, 0)))
                .hasMessage("nested more than 2 deep");
        Object deep = 1;
        for (int i = 0; i < 900; i++) {
            deep = Collections.singletonList(deep);
        }
        byte[] tooDeep =
                MessagePackWriter.encode(Map.of("type", 2, "nsp", "/", "data", Arrays.asList("a", deep)), 1000);
        assertThatThrownBy(() -> decode(tooDeep)).isInstanceOf(PacketFormatException.class);
    }

    @Test
    void mutationsAndPrefixesAreReadOrRefused() {
        byte[] packet = event("a", 1, "ä", Map.of("b", List.of(1.5, new byte[] {1, 2}, Instant.EPOCH)));
        for (int length = 0; length < packet.length; length++) {
            byte[] prefix = Arrays.copyOf(packet, length);
            assertThatThrownBy(() -> decode(prefix)).isInstanceOf(PacketFormatException.class);
        }
        Random random = new Random(3);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = packet.clone();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            readOrRefuse(bytes);
        }
    }

    private void readOrRefuse(byte[] bytes) {
        try {
            if (decode(bytes) instanceof SocketPacket.Event event) {
                event.args().values().forEach(value -> assertThat(value).isSameAs(value));
                parser.encode(event);
            }
        } catch (PacketFormatException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }
}
