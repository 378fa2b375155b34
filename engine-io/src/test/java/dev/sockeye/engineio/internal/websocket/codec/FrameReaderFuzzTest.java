package dev.sockeye.engineio.internal.websocket.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sockeye.engineio.CompressionOptions;
import dev.sockeye.testsupport.fuzz.FuzzTarget;
import dev.sockeye.testsupport.fuzz.MutationTests;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Frames of a client: read the same however they are cut, refused with a code of the protocol, never above the limits. */
final class FrameReaderFuzzTest {
    private static final int LIMIT = 4096;
    private static final int FRAGMENTS = 16;
    private static final List<String> REFUSALS = List.of("failed 1002", "failed 1007", "failed 1009");

    private static final FuzzTarget FRAMES = FuzzTarget.of("frames", input -> accepts(input, false));
    private static final FuzzTarget COMPRESSED = FuzzTarget.of("compressed", input -> accepts(input, true));
    private static final FuzzTarget EXTENSIONS = FuzzTarget.of("extensions", FrameReaderFuzzTest::isOffer);

    @FuzzTest
    void frames(byte[] input) {
        FRAMES.check(input);
    }

    @FuzzTest
    void compressed(byte[] input) {
        COMPRESSED.check(input);
    }

    @FuzzTest
    void extensions(byte[] input) {
        EXTENSIONS.check(input);
    }

    @TestFactory
    Stream<DynamicTest> mutations() {
        return MutationTests.of(FrameReaderFuzzTest.class, FRAMES, COMPRESSED, EXTENSIONS);
    }

    private static boolean accepts(byte[] input, boolean compression) {
        List<String> whole = events(compression, input);
        FuzzTarget.require(events(compression, pieces(input)).equals(whole), "read the same however it is cut");
        boolean failed = !whole.isEmpty() && whole.get(whole.size() - 1).startsWith("failed");
        for (int i = 0; i < whole.size(); i++) {
            String event = whole.get(i);
            FuzzTarget.require(!event.startsWith("left"), "all bytes are taken");
            FuzzTarget.require(event.length() <= 8 + 2 * LIMIT, "no message above the limit");
            FuzzTarget.require(
                    !event.startsWith("failed") || (i == whole.size() - 1 && REFUSALS.contains(event)),
                    "one refusal, the last of all, with a code of the protocol");
        }
        byte[] written = written(whole);
        FuzzTarget.require(
                events(false, written).equals(failed ? whole.subList(0, whole.size() - 1) : whole),
                "what was read, written and read again is the same");
        return !failed && !whole.isEmpty();
    }

    private static List<String> events(boolean compression, byte[]... wire) {
        Wire.Events events = new Wire.Events();
        FrameReader reader = new FrameReader(LIMIT, FRAGMENTS, compression ? new Inflation(true) : null, events);
        try {
            return Wire.events(reader, events, wire);
        } finally {
            reader.release();
        }
    }

    /** Cut where the input itself says, so that a failure repeats. */
    private static byte[][] pieces(byte[] input) {
        Random random = new Random(Arrays.hashCode(input));
        int step = 1 + random.nextInt(40);
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < input.length; ) {
            int end = Math.min(input.length, at + 1 + random.nextInt(step));
            pieces.add(Arrays.copyOfRange(input, at, end));
            at = end;
        }
        return pieces.toArray(byte[][]::new);
    }

    /** Frames that say what the events say. */
    private static byte[] written(List<String> events) {
        return Wire.join(events.stream()
                .filter(event -> !event.startsWith("failed"))
                .map(FrameReaderFuzzTest::frame)
                .toArray(byte[][]::new));
    }

    private static byte[] frame(String event) {
        int space = event.indexOf(' ');
        String rest = event.substring(space + 1);
        return switch (event.substring(0, space)) {
            case "text" -> Wire.text(rest);
            case "binary" -> Wire.frame(0x82, HexFormat.of().parseHex(rest));
            case "ping" -> Wire.frame(0x89, HexFormat.of().parseHex(rest));
            case "pong" -> Wire.frame(0x8A, HexFormat.of().parseHex(rest));
            default -> {
                int code = Integer.parseInt(rest.substring(0, rest.indexOf(' ')));
                byte[] reason = rest.substring(rest.indexOf(' ') + 1).getBytes(UTF_8);
                byte[] number = {(byte) (code >> 8), (byte) code};
                yield Wire.frame(0x88, code == CloseCodes.NO_STATUS ? new byte[0] : Wire.join(number, reason));
            }
        };
    }

    private static boolean isOffer(byte[] input) {
        try {
            Optional<PerMessageDeflate> answer =
                    PerMessageDeflate.negotiate(List.of(new String(input, ISO_8859_1)), CompressionOptions.defaults());
            if (answer.isPresent()) {
                String header = answer.get().responseHeader();
                FuzzTarget.require(
                        header.matches("permessage-deflate(; [a-z_]+(=15)?)*"), "nothing of the client's is sent back");
            }
            return answer.isPresent();
        } catch (WebSocketException e) {
            return false;
        }
    }
}
