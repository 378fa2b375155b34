package dev.sockeye.socketio.internal.parser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.engineio.EngineMessage;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import dev.sockeye.testsupport.Proves;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Socket.IO protocol v5, "Packet encoding". */
final class JsonPacketDecoderTest {
    private static final byte[] BYTES = {1, 2, 3};
    private static final byte[] MORE_BYTES = {4, 5};

    private final PacketParser parser = JsonPacketParser.create();

    private SocketPacket decode(String text, byte[]... attachments) throws PacketFormatException {
        return WireText.decode(parser, text, attachments);
    }

    private void assertRefused(String text, String message, byte[]... attachments) {
        assertThatThrownBy(() -> decode(text, attachments))
                .isInstanceOf(PacketFormatException.class)
                .hasMessage(message)
                .hasNoSuppressedExceptions();
    }

    @Test
    void connectHasNamespaceAndAuth() throws Exception {
        var main = (SocketPacket.Connect) decode("0");
        assertThat(main.namespace()).isEqualTo("/");
        assertThat(main.payload().size()).isZero();

        var admin = (SocketPacket.Connect) decode("0/admin,{\"token\":\"a\"}");
        assertThat(admin.namespace()).isEqualTo("/admin");
        assertThat(admin.payload().values()).containsExactly(Map.of("token", "a"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "0/n /n",
                "0/n, /n",
                "0/, /",
                "0/ /",
                "1/n, /n",
                "1 /",
                "0/n?token=a%20b, /n?token=a%20b",
                "0/ä, /ä"
            })
    void theNamespaceEndsAtACommaOrTheEnd(String text, String namespace) throws Exception {
        assertThat(decode(text).namespace()).isEqualTo(namespace);
    }

    @Test
    void eventHasNameArgumentsAndAckId() throws Exception {
        var plain = (SocketPacket.Event) decode("2[\"a\",1, {\"b\":[null,true,1.5,\"ü\"]} ]");
        assertThat(plain.namespace()).isEqualTo("/");
        assertThat(plain.ackId()).isEqualTo(SocketPacket.NO_ACK);
        assertThat(plain.name()).isEqualTo("a");
        assertThat(plain.args().values()).containsExactly("a", 1, Map.of("b", Arrays.asList(null, true, 1.5, "ü")));

        var full = (SocketPacket.Event) decode("2/n,12[\"a\"]");
        assertThat(full.namespace()).isEqualTo("/n");
        assertThat(full.ackId()).isEqualTo(12);
        assertThat(full.args().values()).containsExactly("a");
    }

    @Test
    @Proves("S67")
    void anEventMayHaveNoPayloadOrANumberForAName() throws Exception {
        // As the reference parser does.
        assertThat(((SocketPacket.Event) decode("2")).args().size()).isZero();
        assertThat(((SocketPacket.Event) decode("2")).name()).isNull();
        assertThat(((SocketPacket.Event) decode("2/n,7")).ackId()).isEqualTo(7);
        assertThat(((SocketPacket.Event) decode("2[42]")).name()).isEqualTo("42");
        assertThat(((SocketPacket.Event) decode("2[4.0]")).name()).isEqualTo("4");
    }

    @Test
    void ackHasIdAndArguments() throws Exception {
        var ack = (SocketPacket.Ack) decode("3/n,9[]");
        assertThat(ack.ackId()).isEqualTo(9);
        assertThat(ack.args().size()).isZero();
        assertThat(((SocketPacket.Ack) decode("30[{\"a\":1}]")).args().values()).containsExactly(Map.of("a", 1));
    }

    @Test
    void connectErrorHasTextOrAnObject() throws Exception {
        assertThat(((SocketPacket.ConnectError) decode("4\"no\"")).payload().values())
                .containsExactly("no");
        assertThat(((SocketPacket.ConnectError) decode("4{\"message\":\"no\"}"))
                        .payload()
                        .values())
                .containsExactly(Map.of("message", "no"));
    }

    @Test
    @Proves({"S15", "S16"})
    void attachmentsReplaceTheirPlaceholdersAnywhere() throws Exception {
        var event = (SocketPacket.Event) decode(
                "52-/n,3[\"a\",{\"_placeholder\":true,\"num\":1},{\"b\":[{\"num\":0,\"_placeholder\":true}]}]",
                BYTES,
                MORE_BYTES);
        assertThat(event.namespace()).isEqualTo("/n");
        assertThat(event.ackId()).isEqualTo(3);
        assertThat(event.args().value(1)).isSameAs(MORE_BYTES);
        assertThat(event.args().value(2)).isEqualTo(Map.of("b", List.of(BYTES)));

        var ack = (SocketPacket.Ack) decode("61-5[{\"_placeholder\":true,\"num\":0}]", BYTES);
        assertThat(ack.ackId()).isEqualTo(5);
        assertThat(ack.args().values()).containsExactly(BYTES);
    }

    @Test
    void theSameAttachmentMayBeUsedTwiceAndAnotherNotAtAll() throws Exception {
        String text = "52-[\"a\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":0}]";
        var event = (SocketPacket.Event) decode(text, BYTES, MORE_BYTES);
        assertThat(event.args().values()).containsExactly("a", BYTES, BYTES);
    }

    @Test
    void aPlaceholderMayBeWrittenInUnusualWays() throws Exception {
        for (String placeholder : List.of(
                "{\"\\u005fplaceholder\":true,\"n\\u0075m\":0}",
                "{ \"_placeholder\" : true , \"num\" : 0.0 }",
                "{\"_placeholder\":false,\"num\":7,\"_placeholder\":true,\"num\":0e5}",
                "{\"_placeholder\":true,\"num\":0,\"x\":{\"_placeholder\":true,\"num\":0},\"y\":\"}\"}")) {
            var event = (SocketPacket.Event) decode("51-[\"a\"," + placeholder + ",1]", BYTES);
            assertThat(event.args().values()).as(placeholder).containsExactly("a", BYTES, 1);
        }
    }

    @Test
    void whatLooksLikeAPlaceholderAndIsNoneIsData() throws Exception {
        var event = (SocketPacket.Event) decode(
                "51-[\"a\",{\"_placeholder\":1,\"num\":9},{\"_placeholder\":true,\"_placeholder\":\"true\"},"
                        + "[\"_placeholder\",true],{\"num\":7}]",
                BYTES);
        assertThat(event.args().values())
                .containsExactly(
                        "a",
                        Map.of("_placeholder", 1, "num", 9),
                        Map.of("_placeholder", "true"),
                        List.of("_placeholder", true),
                        Map.of("num", 7));
        // Without attachments nothing is a placeholder.
        event = (SocketPacket.Event) decode("2[\"a\",{\"_placeholder\":true,\"num\":0}]");
        assertThat(event.args().value(1)).isEqualTo(Map.of("_placeholder", true, "num", 0));
    }

    @ParameterizedTest
    @Proves("S67")
    @ValueSource(strings = {"-1", "1", "1e9", "0.5", "\"0\"", "\"splice\"", "null", "{}", "[0]", "true", "1e400"})
    void aPlaceholderOfNoAttachmentIsRefused(String number) {
        assertRefused("51-[\"x\",{\"_placeholder\":true,\"num\":" + number + "}]", "illegal attachments", BYTES);
        assertRefused("61-1[{\"num\":" + number + ",\"_placeholder\":true}]", "illegal attachments", BYTES);
    }

    @Test
    void aPlaceholderWithoutNumberIsRefused() {
        assertRefused("51-[\"x\",{\"_placeholder\":true}]", "illegal attachments", BYTES);
    }

    @ParameterizedTest
    @Proves({"S17", "S67"})
    @CsvSource(
            delimiter = '|',
            value = {
                "50-[\"x\"]|Illegal attachments",
                "5-1-[\"x\"]|Illegal attachments",
                "51.5-[\"x\"]|Illegal attachments",
                "51e0-[\"x\"]|Illegal attachments",
                "5-[\"x\"]|Illegal attachments",
                "5[\"x\"]|Illegal attachments",
                "5|Illegal attachments",
                "51|Illegal attachments",
                "5x-[\"x\"]|Illegal attachments",
                "511-[\"x\"]|too many attachments",
                "599999999999999999999-[\"x\"]|too many attachments",
                "60-1[]|Illegal attachments",
                "611-1[]|too many attachments",
            })
    void theNumberOfAttachmentsIsFromOneToTen(String text, String message) {
        assertRefused(text, message);
    }

    @Test
    @Proves("S17")
    void tenAttachmentsAreTaken() throws Exception {
        byte[][] attachments = new byte[10][];
        Arrays.fill(attachments, BYTES);
        assertThat(decode("510-[\"x\"]", attachments)).isNotNull();
        assertThat(decode("510-[\"x\"]", Arrays.copyOf(attachments, 9))).isNull();
    }

    @Test
    void theBytesOfAllAttachmentsAreLimitedTogether() throws Exception {
        ParserLimits limits = new ParserLimits(10, 5, 500, 1_000, Integer.MAX_VALUE);
        PacketParser small = new JsonPacketParser(JacksonBinding.forJson(limits), limits);
        assertThat(WireText.decode(small, "52-[\"x\"]", new byte[3], new byte[2]))
                .isNotNull();
        assertThatThrownBy(() -> WireText.decode(small, "52-[\"x\"]", new byte[3], new byte[3]))
                .isInstanceOf(PacketFormatException.class)
                .hasMessage("attachments too large");
    }

    @Test
    @Proves("S67")
    void textBetweenAttachmentsAndBinaryWithoutAPacketAreRefused() throws Exception {
        PacketParser.Decoder waiting = parser.newDecoder();
        assertThat(waiting.decode(WireText.text("51-[\"x\"]"))).isNull();
        assertThatThrownBy(() -> waiting.decode(WireText.text("2[\"x\"]")))
                .hasMessage("got plaintext data when reconstructing a packet");
        assertThatThrownBy(() -> parser.newDecoder().decode(EngineMessage.binary(BYTES, 0)))
                .hasMessage("got binary data when not reconstructing a packet");
    }

    @Test
    void oneDecoderTakesOnePacketAfterAnother() throws Exception {
        PacketParser.Decoder decoder = parser.newDecoder();
        for (int i = 0; i < 3; i++) {
            assertThat(decoder.decode(WireText.text("51-[\"x\",{\"_placeholder\":true,\"num\":0}]")))
                    .isNull();
            var event = (SocketPacket.Event) decoder.decode(EngineMessage.binary(new byte[] {9, (byte) i}, 1));
            assertThat(event.args().value(1)).isEqualTo(new byte[] {(byte) i});
            assertThat(decoder.decode(WireText.text("2[\"y\"]"))).isNotNull();
        }
        assertThat(decoder.decode(WireText.text("51-[\"x\"]"))).isNull();
        decoder.close();
        assertThat(decoder.decode(WireText.text("2[\"y\"]"))).isNotNull();
    }

    @ParameterizedTest
    @Proves("S67")
    @CsvSource(
            delimiter = '|',
            value = {
                "7|unknown packet type 7",
                "9[\"x\"]|unknown packet type 9",
                "a|unknown packet type NaN",
                "-|unknown packet type NaN",
                "''|unknown packet type NaN",
                "0[]|invalid payload",
                "0\"x\"|invalid payload",
                "0true|invalid payload",
                "0null|invalid payload",
                "0{\"a\":|invalid payload",
                "0x,|invalid payload",
                "1{}|invalid payload",
                "1[]|invalid payload",
                "2{}|invalid payload",
                "2\"s\"|invalid payload",
                "2[]|invalid payload",
                "2[null]|invalid payload",
                "2[{}]|invalid payload",
                "2[{\"toString\":\"x\"}]|invalid payload",
                "2[[\"x\"]]|invalid payload",
                "2[true]|invalid payload",
                "2[\"x\"|invalid payload",
                "2[\"x\"]]|invalid payload",
                "2[\"x\"]5|invalid payload",
                "21.5[\"x\"]|invalid payload",
                "3{}|invalid payload",
                "31null|invalid payload",
                "4[]|invalid payload",
                "41|",
                "4null|invalid payload",
            })
    void whatIsNoPacketIsRefused(String text, String message) throws Exception {
        if (message == null) {
            assertThat(decode(text)).isInstanceOf(SocketPacket.ConnectError.class); // an id and no payload
        } else {
            assertRefused(text, message);
        }
    }

    @ParameterizedTest
    @Proves("S51")
    @ValueSource(
            strings = {
                "connect",
                "connect_error",
                "disconnect",
                "disconnecting",
                "newListener",
                "removeListener",
                "\\u0063onnect"
            })
    void reservedNamesAreRefused(String name) {
        assertRefused("2[\"" + name + "\"]", "invalid payload");
        assertRefused("51-[\"" + name + "\"]", "invalid payload");
    }

    @ParameterizedTest
    @Proves("S51")
    @ValueSource(strings = {"connection", "error", "new_namespace", "", "__proto__", "toString", "connec", "connectt"})
    void otherNamesAreDelivered(String name) throws Exception {
        assertThat(((SocketPacket.Event) decode("2[\"" + name + "\"]")).name()).isEqualTo(name);
        assertThat(((SocketPacket.Ack) decode("31[\"connect\"]")).args().values())
                .containsExactly("connect");
    }

    @Test
    void anAckIdIsExactOrNone() throws Exception {
        assertThat(((SocketPacket.Event) decode("29007199254740993[\"x\"]")).ackId())
                .isEqualTo(9007199254740993L);
        assertThat(((SocketPacket.Event) decode("29223372036854775807[\"x\"]")).ackId())
                .isEqualTo(Long.MAX_VALUE);
        assertThat(((SocketPacket.Event) decode("29223372036854775808[\"x\"]")).ackId())
                .isEqualTo(SocketPacket.NO_ACK);
        assertThat(((SocketPacket.Ack) decode("31234567890123456789012345[]")).ackId())
                .isEqualTo(SocketPacket.NO_ACK);
        assertThat(((SocketPacket.Event) decode("2007[\"x\"]")).ackId()).isEqualTo(7);
        assertThat(((SocketPacket.Event) decode("2" + "9".repeat(900_000) + "[\"x\"]")).ackId())
                .isEqualTo(SocketPacket.NO_ACK);
    }

    @Test
    @Proves("S14")
    void textIsAnyUnicode() throws Exception {
        var event = (SocketPacket.Event) decode("2[\"a\",\"ä€𝄞\\u2028\u2028\\u0000\\ud834\\udd1e\\ud800\\/\"]");
        assertThat(event.args().value(1)).isEqualTo("ä€𝄞\u2028\u2028\0𝄞\ud800/");
    }

    @Test
    void keysAreDataWhateverTheyMeanElsewhere() throws Exception {
        var event = (SocketPacket.Event) decode(
                "2[\"a\",{\"__proto__\":1,\"constructor\":2,\"@class\":\"java.io.File\",\"@type\":3,\"a\":4,\"a\":5}]");
        assertThat(event.args().value(1))
                .isEqualTo(Map.of("__proto__", 1, "constructor", 2, "@class", "java.io.File", "@type", 3, "a", 5));
    }

    @Test
    void theMessageIsReadFromItsOffset() throws Exception {
        byte[] padded = "xxxx2[\"a\"]".getBytes(UTF_8);
        var event = (SocketPacket.Event) parser.newDecoder().decode(EngineMessage.text(padded, 4));
        assertThat(event.name()).isEqualTo("a");
    }
}
