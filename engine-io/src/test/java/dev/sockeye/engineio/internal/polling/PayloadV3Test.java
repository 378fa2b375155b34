package dev.sockeye.engineio.internal.polling;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.engineio.protocol.PacketFormatException;
import dev.sockeye.engineio.transport.OutgoingPacket;
import dev.sockeye.testsupport.Proves;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Engine.IO protocol v3, "Payload". */
class PayloadV3Test {
    private final List<String> packets = new ArrayList<>();
    private final PacketSink sink = (type, data, offset, binary) -> packets.add(type
            + (binary ? " x" : " ")
            + (binary
                    ? HexFormat.of().formatHex(data, offset, data.length)
                    : new String(data, offset, data.length - offset, UTF_8)));

    private static List<OutgoingPacket> messages(Object... contents) {
        return Arrays.stream(contents)
                .map(content -> content instanceof String text
                        ? OutgoingMessage.text(text)
                        : OutgoingMessage.binary((byte[]) content))
                .map(message -> OutgoingPacket.message(message, null))
                .toList();
    }

    @Test
    @Proves("E93")
    void lengthsOfTextPayloadsCountUtf16Units() throws Exception {
        // "4€😀" is 1 + 1 + 2 units
        PayloadV3.decodeText("4:4€😀1:26:4hello".getBytes(UTF_8), sink);
        assertThat(packets).containsExactly("MESSAGE €😀", "PING ", "MESSAGE hello");

        ByteBuf out = Unpooled.buffer();
        PayloadV3.encodeText(messages("€😀", "hello"), out);
        assertThat(out.toString(UTF_8)).isEqualTo("4:4€😀6:4hello");
    }

    @Test
    @Proves("E95")
    void binaryInATextPayloadIsBase64WithTheType() throws Exception {
        PayloadV3.decodeText("10:b4AQIDBAU=".getBytes(UTF_8), sink);
        assertThat(packets).containsExactly("MESSAGE x0102030405");

        ByteBuf out = Unpooled.buffer();
        PayloadV3.encodeText(messages(new byte[] {1, 2, 3, 4, 5}), out);
        assertThat(out.toString(UTF_8)).isEqualTo("10:b4AQIDBAU=");
    }

    @Test
    @Proves("E94")
    void binaryPayloadsCountBytesAndBeginBinaryWithTheTypeByte() throws Exception {
        ByteBuf out = Unpooled.buffer();
        PayloadV3.encodeBinary(messages("€", new byte[] {1, 2}), out);
        byte[] bytes = ByteBufUtil.getBytes(out);
        // text: 0, length 4, 255, '4', e2 82 ac; binary: 1, length 3, 255, 4, 01 02
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("0004ff34e282ac" + "0103ff040102");

        PayloadV3.decodeBinary(bytes, sink);
        assertThat(packets).containsExactly("MESSAGE €", "MESSAGE x0102");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "4", ":", ":4a", "x:4a", "-1:4", "3:4a", "9999999999999:4a", "2:7a", "2:b4a", "1:b", "1e1:4"
            })
    void malformedTextPayloadsAreRefused(String payload) {
        packets.clear();
        if (payload.equals("2:b4a")) {
            // a good packet, then garbage
            assertThatThrownBy(() -> PayloadV3.decodeText(payload.getBytes(UTF_8), sink))
                    .isInstanceOf(PacketFormatException.class);
            assertThat(packets).containsExactly("MESSAGE x");
            return;
        }
        assertThatThrownBy(() -> PayloadV3.decodeText(payload.getBytes(UTF_8), sink))
                .isInstanceOf(PacketFormatException.class);
        assertThat(packets).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "0001", "00ff", "0002ff34", "000aff34", "0101ff07", "0001ff39"})
    void malformedBinaryPayloadsAreRefused(String hex) {
        assertThatThrownBy(() -> PayloadV3.decodeBinary(HexFormat.of().parseHex(hex), sink))
                .isInstanceOf(PacketFormatException.class);
        assertThat(packets).isEmpty();
    }

    @Test
    void aLengthOfMoreThan310DigitsIsRefused() {
        byte[] body = new byte[400];
        assertThatThrownBy(() -> PayloadV3.decodeBinary(body, sink)).isInstanceOf(PacketFormatException.class);
    }

    @Test
    void everyPrefixIsTakenOrRefused() {
        byte[] body = "4:4€😀1:26:4hello10:b4AQIDBAU=".getBytes(UTF_8);
        for (int length = 0; length < body.length; length++) {
            try {
                PayloadV3.decodeText(Arrays.copyOf(body, length), sink);
            } catch (PacketFormatException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            }
        }
    }

    @Test
    void utf16LengthsAreThoseOfTheString() {
        for (String text : List.of("", "a", "é", "€", "😀", "a€😀é\u0000")) {
            assertThat(PayloadV3.utf16Length(text.getBytes(UTF_8))).isEqualTo(text.length());
        }
    }
}
