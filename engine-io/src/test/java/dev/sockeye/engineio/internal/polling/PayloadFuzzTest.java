package dev.sockeye.engineio.internal.polling;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.engineio.protocol.PacketFormatException;
import dev.sockeye.engineio.protocol.PacketType;
import dev.sockeye.engineio.transport.OutgoingPacket;
import dev.sockeye.testsupport.fuzz.FuzzTarget;
import dev.sockeye.testsupport.fuzz.MutationTests;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Bodies of POST requests, of both revisions: they are refused as malformed, or their packets are the same when they are
 * written and read again.
 */
final class PayloadFuzzTest {
    private static final FuzzTarget V4 = FuzzTarget.of("v4", PayloadFuzzTest::acceptsV4);
    private static final FuzzTarget V3_TEXT = FuzzTarget.of("v3Text", PayloadFuzzTest::acceptsV3Text);
    private static final FuzzTarget V3_BINARY = FuzzTarget.of("v3Binary", PayloadFuzzTest::acceptsV3Binary);
    private static final FuzzTarget JSONP = FuzzTarget.of("jsonp", PayloadFuzzTest::acceptsJsonp);

    @FuzzTest
    void v4(byte[] input) {
        V4.check(input);
    }

    @FuzzTest
    void v3Text(byte[] input) {
        V3_TEXT.check(input);
    }

    @FuzzTest
    void v3Binary(byte[] input) {
        V3_BINARY.check(input);
    }

    @FuzzTest
    void jsonp(byte[] input) {
        JSONP.check(input);
    }

    @TestFactory
    Stream<DynamicTest> mutations() {
        return MutationTests.of(PayloadFuzzTest.class, V4, V3_TEXT, V3_BINARY, JSONP);
    }

    /** One packet that was read. */
    private record Packet(PacketType type, byte[] data, boolean binary) {
        boolean is(Packet other) {
            return type == other.type && binary == other.binary && Arrays.equals(data, other.data);
        }
    }

    /** Takes a body apart. */
    private interface Decoder {
        void decode(byte[] body, PacketSink sink) throws PacketFormatException;
    }

    private static boolean acceptsV4(byte[] input) {
        return accepts(input, Payload::decode, Payload::encode);
    }

    private static boolean acceptsV3Text(byte[] input) {
        return accepts(input, PayloadV3::decodeText, PayloadV3::encodeText);
    }

    private static boolean acceptsV3Binary(byte[] input) {
        return accepts(input, PayloadV3::decodeBinary, PayloadV3::encodeBinary);
    }

    private static boolean acceptsJsonp(byte[] input) {
        byte[] payload;
        try {
            payload = Jsonp.decode(input);
        } catch (PacketFormatException e) {
            return false;
        }
        ByteBuf script = Unpooled.buffer();
        Jsonp.encode("0", new String(payload, UTF_8), script);
        for (int i = 0; i < script.readableBytes(); i++) {
            FuzzTarget.require((script.getByte(i) & 0xff) >= 0x20, "a script is one line");
        }
        return acceptsV4(payload) | acceptsV3Text(payload);
    }

    private static boolean accepts(byte[] input, Decoder decoder, BiConsumer<List<OutgoingPacket>, ByteBuf> encoder) {
        List<Packet> packets = new ArrayList<>();
        boolean accepted = read(input, decoder, packets);
        List<Packet> messages = packets.stream()
                .filter(packet -> packet.type() == PacketType.MESSAGE)
                .toList();
        if (!messages.isEmpty()) {
            List<OutgoingPacket> outgoing = messages.stream()
                    .map(packet -> OutgoingPacket.message(
                            packet.binary()
                                    ? OutgoingMessage.binary(packet.data())
                                    : OutgoingMessage.text(packet.data()),
                            null))
                    .toList();
            ByteBuf written = Unpooled.buffer();
            encoder.accept(outgoing, written);
            byte[] bytes = Arrays.copyOf(written.array(), written.readableBytes());
            List<Packet> again = new ArrayList<>();
            FuzzTarget.require(read(bytes, decoder, again), "what was written is accepted");
            FuzzTarget.require(areSame(messages, again), "messages written and read again are the same");
        }
        return accepted;
    }

    private static boolean read(byte[] body, Decoder decoder, List<Packet> packets) {
        try {
            decoder.decode(body, (type, data, offset, binary) -> {
                byte[] own = Arrays.copyOfRange(data, offset, data.length);
                FuzzTarget.require(
                        binary || Arrays.equals(Payload.repairedUtf8(own), own), "text is handed on as valid UTF-8");
                packets.add(new Packet(type, own, binary));
                return true;
            });
            return true;
        } catch (PacketFormatException e) {
            return false;
        }
    }

    private static boolean areSame(List<Packet> some, List<Packet> others) {
        boolean same = some.size() == others.size();
        for (int i = 0; same && i < some.size(); i++) {
            same = some.get(i).is(others.get(i));
        }
        return same;
    }
}
