package dev.sockeye.socketio.internal.parser;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sockeye.engineio.EngineMessage;
import dev.sockeye.socketio.parser.Parsers;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import dev.sockeye.testsupport.fuzz.FuzzTarget;
import dev.sockeye.testsupport.fuzz.MutationTests;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Binary messages for the MessagePack parser: refused, or packets that keep their meaning. */
final class MsgpackParserFuzzTest {
    private static final PacketParser PARSER = Parsers.msgpack();
    private static final FuzzTarget PACKETS = FuzzTarget.of("packets", MsgpackParserFuzzTest::accepts);

    @FuzzTest
    void packets(byte[] input) {
        PACKETS.check(input);
    }

    @TestFactory
    Stream<DynamicTest> mutations() {
        return MutationTests.of(MsgpackParserFuzzTest.class, PACKETS);
    }

    private static boolean accepts(byte[] input) {
        SocketPacket packet = PacketChecks.read(PARSER, EngineMessage.binary(input, 0));
        if (packet != null) {
            PacketChecks.assertStable(PARSER, packet);
        }
        return packet != null;
    }
}
