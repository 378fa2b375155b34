package dev.sockeye.socketio.adapter.cluster;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sockeye.socketio.parser.Parsers;
import dev.sockeye.socketio.protocol.MessagePack;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.testsupport.fuzz.CanonicalText;
import dev.sockeye.testsupport.fuzz.FuzzTarget;
import dev.sockeye.testsupport.fuzz.MutationTests;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What other servers of a cluster send: JSON, and the messages of the newer adapters in it or in MessagePack. */
final class ClusterFuzzTest {
    private static final ClusterMessageCodec CODEC = new ClusterMessageCodec(Parsers.json());
    private static final FuzzTarget JSON = FuzzTarget.of("json", ClusterFuzzTest::acceptsJson);
    private static final FuzzTarget MESSAGES = FuzzTarget.of("messages", ClusterFuzzTest::acceptsMessage);

    @FuzzTest
    void json(byte[] input) {
        JSON.check(input);
    }

    @FuzzTest
    void messages(byte[] input) {
        MESSAGES.check(input);
    }

    @TestFactory
    Stream<DynamicTest> mutations() {
        return MutationTests.of(ClusterFuzzTest.class, JSON, MESSAGES);
    }

    private static boolean acceptsJson(byte[] input) {
        try {
            byte[] once = DataJson.encodePlain(DataJson.decode(input));
            FuzzTarget.require(
                    Arrays.equals(once, DataJson.encodePlain(DataJson.decode(once))), "written again it is the same");
            return true;
        } catch (PacketFormatException e) {
            return false;
        }
    }

    private static boolean acceptsMessage(byte[] input) {
        ClusterMessage message;
        try {
            message = CODEC.decode(
                    input.length > 0 && input[0] == '{' ? DataJson.decode(input) : MessagePack.decode(input));
        } catch (PacketFormatException e) {
            return false;
        }
        try {
            ClusterMessage once = writtenAndRead(message); // numbers may have become what MessagePack has
            ClusterMessage twice = writtenAndRead(once);
            FuzzTarget.require(
                    CanonicalText.of(CODEC.encode(once)).equals(CanonicalText.of(CODEC.encode(twice))),
                    "written and read again it is the same");
        } catch (PacketFormatException e) {
            throw new AssertionError("what was written is refused", e);
        }
        return true;
    }

    private static ClusterMessage writtenAndRead(ClusterMessage message) throws PacketFormatException {
        return CODEC.decode(MessagePack.decode(MessagePack.encode(CODEC.encode(message))));
    }
}
