package dev.sockeye.socketio.internal.parser;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sockeye.engineio.EngineMessage;
import dev.sockeye.socketio.parser.Parsers;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.PacketType;
import dev.sockeye.socketio.protocol.SocketPacket;
import dev.sockeye.testsupport.fuzz.FuzzTarget;
import dev.sockeye.testsupport.fuzz.MutationTests;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Text messages of a client, with attachments: refused, or packets that keep their meaning; and their conversion to types. */
final class JsonParserFuzzTest {
    private static final PacketParser PARSER = Parsers.json();
    private static final List<Type> TYPES = List.of(
            String.class,
            int.class,
            Double.class,
            boolean.class,
            List.class,
            Point.class,
            Instant.class,
            int[].class,
            Object.class);

    private static final FuzzTarget PACKETS = FuzzTarget.of("packets", JsonParserFuzzTest::acceptsPacket);
    private static final FuzzTarget TYPED = FuzzTarget.of("typed", JsonParserFuzzTest::acceptsTyped);

    /** What an application might ask for. */
    record Point(int x, double y, List<Point> next) {}

    @FuzzTest
    void packets(byte[] input) {
        PACKETS.check(input);
    }

    @FuzzTest
    void typed(byte[] input) {
        TYPED.check(input);
    }

    @TestFactory
    Stream<DynamicTest> mutations() {
        return MutationTests.of(JsonParserFuzzTest.class, PACKETS, TYPED);
    }

    private static boolean acceptsPacket(byte[] input) {
        SocketPacket packet = PacketChecks.read(PARSER, text(input));
        if (packet != null && !isUnwritable(packet)) {
            PacketChecks.assertStable(PARSER, packet);
        }
        return packet != null;
    }

    /** Whether the name of an event is a number that JSON cannot write, so that no parser can write the packet again. */
    private static boolean isUnwritable(SocketPacket packet) {
        PacketArgs args = PacketChecks.args(packet);
        return packet.type() == PacketType.EVENT
                && args.size() > 0
                && args.value(0) instanceof Double name
                && name.isInfinite();
    }

    /** The engine hands on nothing but valid UTF-8. */
    private static EngineMessage text(byte[] input) {
        return EngineMessage.text(new String(input, UTF_8).getBytes(UTF_8), 0);
    }

    private static boolean acceptsTyped(byte[] input) {
        SocketPacket packet = PacketChecks.read(PARSER, text(input));
        if (packet == null) {
            return false;
        }
        PacketArgs args = PacketChecks.args(packet);
        for (int i = 0; i < Math.min(args.size(), 8); i++) {
            for (Type type : TYPES) {
                try {
                    args.get(i, type);
                } catch (IllegalArgumentException e) {
                    FuzzTarget.require(type != Object.class, "every argument is an object");
                }
            }
        }
        return true;
    }
}
