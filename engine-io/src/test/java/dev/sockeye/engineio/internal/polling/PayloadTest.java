package dev.sockeye.engineio.internal.polling;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.engineio.protocol.PacketFormatException;
import dev.sockeye.engineio.protocol.PacketType;
import dev.sockeye.engineio.transport.OutgoingPacket;
import dev.sockeye.testsupport.Proves;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Engine.IO protocol v4, "Packet encoding / HTTP long-polling". */
class PayloadTest {
    private final List<String> packets = new ArrayList<>();
    private final PacketSink sink = (type, data, offset, binary) -> packets.add(type
            + (binary ? " x" : " ")
            + (binary
                    ? HexFormat.of().formatHex(data, offset, data.length)
                    : new String(data, offset, data.length - offset, UTF_8)));

    @Test
    @Proves({"E29", "E31"})
    void packetsAreSeparatedByARecordSeparator() throws Exception {
        Payload.decode("4hello\u001e2\u001ebAQIDBA==\u001e4€".getBytes(UTF_8), sink);

        assertThat(packets).containsExactly("MESSAGE hello", "PING ", "MESSAGE x01020304", "MESSAGE €");
    }

    @Test
    void aSinglePacketIsNotCopied() throws Exception {
        byte[] body = "4hello".getBytes(UTF_8);
        Payload.decode(body, (type, data, offset, binary) -> {
            assertThat(data).isSameAs(body);
            assertThat(offset).isOne();
            return true;
        });
    }

    @Test
    @Proves("E45")
    void decodingStopsAtTheFirstInvalidPacket() {
        assertThatThrownBy(() -> Payload.decode("4a\u001ex\u001e4b".getBytes(UTF_8), sink))
                .isInstanceOf(PacketFormatException.class);
        assertThat(packets).containsExactly("MESSAGE a");
    }

    @Test
    void anEmptyPacketIsInvalid() {
        for (String body : List.of("", "\u001e", "4a\u001e", "\u001e4a", "4a\u001e\u001e4b")) {
            assertThatThrownBy(() -> Payload.decode(body.getBytes(UTF_8), sink))
                    .as(body)
                    .isInstanceOf(PacketFormatException.class);
        }
    }

    @Test
    void theReceiverMayEndTheDecoding() throws Exception {
        Payload.decode("1\u001e4a".getBytes(UTF_8), (type, data, offset, binary) -> {
            packets.add(type.name());
            return false;
        });
        assertThat(packets).containsExactly("CLOSE");
    }

    @Test
    void invalidUtf8IsReplaced() throws Exception {
        Payload.decode(new byte[] {'4', (byte) 0xc3, '('}, sink);
        assertThat(packets).containsExactly("MESSAGE \ufffd(");
    }

    @Test
    void everyPrefixOfAPayloadIsTakenOrRefused() {
        byte[] body = "4hello\u001e2\u001ebAQIDBA==\u001e4€😀".getBytes(UTF_8);
        for (int length = 0; length < body.length; length++) {
            byte[] prefix = java.util.Arrays.copyOf(body, length);
            try {
                Payload.decode(prefix, sink);
            } catch (PacketFormatException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            }
        }
    }

    @Test
    void whatWasEncodedIsDecoded() throws Exception {
        Random random = new Random(1);
        for (int round = 0; round < 500; round++) {
            List<OutgoingPacket> sent = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (int i = random.nextInt(5); i >= 0; i--) {
                byte[] binary = new byte[random.nextInt(20)];
                random.nextBytes(binary);
                String text = "t" + random.nextInt(1000) + "é😀".repeat(random.nextInt(3));
                if (random.nextBoolean()) {
                    sent.add(OutgoingPacket.message(
                            OutgoingMessage.textWithAttachments(text.getBytes(UTF_8), List.of(binary)), null));
                    expected.add("MESSAGE " + text);
                } else {
                    sent.add(OutgoingPacket.message(OutgoingMessage.binary(binary), null));
                }
                expected.add("MESSAGE x" + HexFormat.of().formatHex(binary));
            }
            ByteBuf out = Unpooled.buffer();
            Payload.encode(sent, out);
            packets.clear();
            Payload.decode(io.netty.buffer.ByteBufUtil.getBytes(out), sink);
            assertThat(packets).isEqualTo(expected);
        }
    }

    @Test
    void aMillionSeparatorsAreOneErrorInLinearTime() {
        byte[] body = new byte[1_000_000];
        java.util.Arrays.fill(body, Payload.SEPARATOR);
        assertThatThrownBy(() -> Payload.decode(body, sink)).isInstanceOf(PacketFormatException.class);
        assertThat(packets).isEmpty();
    }

    @Test
    void packetsThatAreNoMessagesAreADigitAndText() {
        ByteBuf out = Unpooled.buffer();
        Payload.encode(
                List.of(OutgoingPacket.open("{}".getBytes(UTF_8)), OutgoingPacket.NOOP, OutgoingPacket.CLOSE), out);
        assertThat(out.toString(UTF_8)).isEqualTo("0{}\u001e6\u001e1");
        assertThat(PacketType.ofDigit('7')).isNull();
    }
}
