package dev.sockeye.socketio.protocol;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sockeye.testsupport.fuzz.FuzzTarget;
import dev.sockeye.testsupport.fuzz.MutationTests;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Any bytes as MessagePack: read and skipped alike, and the same when written and read again. */
final class MessagePackFuzzTest {
    /** An extension that nobody knows becomes a list, and so one level more. */
    private static final int DEPTH = MessagePack.MAX_DEPTH - 1;

    private static final FuzzTarget VALUES = FuzzTarget.of("values", MessagePackFuzzTest::accepts);

    @FuzzTest
    void values(byte[] input) {
        VALUES.check(input);
    }

    @TestFactory
    Stream<DynamicTest> mutations() {
        return MutationTests.of(MessagePackFuzzTest.class, VALUES);
    }

    private static boolean accepts(byte[] input) {
        MessagePackReader reader = new MessagePackReader(input, 0, DEPTH);
        MessagePackReader skipper = new MessagePackReader(input, 0, DEPTH);
        Object value;
        try {
            value = reader.value();
        } catch (PacketFormatException e) {
            FuzzTarget.require(!skips(skipper), "what cannot be read cannot be skipped");
            return false;
        }
        FuzzTarget.require(skips(skipper), "what can be read can be skipped");
        FuzzTarget.require(reader.position() == skipper.position(), "read and skipped values are equally long");
        byte[] once = MessagePack.encode(value);
        try {
            FuzzTarget.require(
                    Arrays.equals(once, MessagePack.encode(MessagePack.decode(once))), "written again it is the same");
        } catch (PacketFormatException e) {
            throw new AssertionError("what was written is refused", e);
        }
        return reader.position() == input.length;
    }

    private static boolean skips(MessagePackReader reader) {
        try {
            reader.skip();
            return true;
        } catch (PacketFormatException e) {
            return false;
        }
    }
}
