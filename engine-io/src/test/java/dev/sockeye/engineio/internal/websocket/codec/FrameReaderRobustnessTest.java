package dev.sockeye.engineio.internal.websocket.codec;

import static dev.sockeye.engineio.internal.websocket.codec.Wire.events;
import static dev.sockeye.engineio.internal.websocket.codec.Wire.frame;
import static dev.sockeye.engineio.internal.websocket.codec.Wire.hex;
import static dev.sockeye.engineio.internal.websocket.codec.Wire.join;
import static dev.sockeye.engineio.internal.websocket.codec.Wire.text;
import static dev.sockeye.engineio.internal.websocket.codec.Wire.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.testsupport.Proves;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any cut and any damage of the stream. */
@Proves("E63")
class FrameReaderRobustnessTest {
    private static final int LIMIT = 300;

    /** All kinds of frames, all forms of length, a character cut by fragments, a close frame. */
    private static final byte[] STREAM = join(
            text("grüße, 世界 🐟"),
            frame(0x01, hex("41 f0 9f")),
            frame(0x89, hex("0102")),
            frame(0x00, new byte[0]),
            frame(0x80, hex("90 9f")),
            frame(0x82, new byte[200]),
            hex("82 ff 0000000000000003 01020304 010203"),
            frame(0x8A, hex("ff")),
            frame(0x88, join(hex("0fa0"), utf8("fin"))));

    private static final List<String> EVENTS = List.of(
            "text grüße, 世界 🐟",
            "ping 0102",
            "text A🐟",
            "binary " + "00".repeat(200),
            "binary 000000",
            "pong ff",
            "close 4000 fin");

    @Test
    void aStreamMayBeCutAnywhere() {
        assertThat(events(LIMIT, STREAM)).isEqualTo(EVENTS);
        for (int cut = 0; cut <= STREAM.length; cut++) {
            assertThat(events(LIMIT, from(0, cut), from(cut, STREAM.length)))
                    .as("cut at %d", cut)
                    .isEqualTo(EVENTS);
        }
    }

    @Test
    void aStreamMayArriveInPiecesOfAnySize() {
        for (int size = 1; size < 40; size++) {
            List<byte[]> pieces = new ArrayList<>();
            for (int at = 0; at < STREAM.length; at += size) {
                pieces.add(from(at, Math.min(STREAM.length, at + size)));
            }
            assertThat(events(LIMIT, pieces.toArray(byte[][]::new)))
                    .as("pieces of %d bytes", size)
                    .isEqualTo(EVENTS);
        }
    }

    @Test
    void aPrefixOfAStreamDeliversAPrefixOfItsMessages() {
        for (int end = 0; end < STREAM.length; end++) {
            List<String> events = events(LIMIT, from(0, end));
            assertThat(events).as("first %d bytes", end).isEqualTo(EVENTS.subList(0, events.size()));
        }
    }

    @Test
    void aChangedByteIsReadOrRefusedWithACodeOfTheProtocol() {
        for (int at = 0; at < STREAM.length; at++) {
            for (int value = 0; value < 256; value++) {
                byte[] changed = STREAM.clone();
                changed[at] = (byte) value;
                List<String> events = events(LIMIT, changed);
                assertThat(events)
                        .as("byte %d is %02x", at, value)
                        .filteredOn(event -> event.startsWith("failed"))
                        .hasSizeLessThan(2)
                        .isSubsetOf("failed 1002", "failed 1007", "failed 1009");
                assertThat(events).as("byte %d is %02x", at, value).doesNotContain("left bytes in the buffer");
            }
        }
    }

    @Test
    void generatedStreamsAreReadAsTheModelReadsThem() {
        int failed = 0;
        int delivered = 0;
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            byte[] stream = generate(random);
            List<String> expected = NaiveReader.events(stream, LIMIT, 16);
            assertThat(events(LIMIT, cut(stream, random))).as("seed %d", seed).isEqualTo(expected);
            failed +=
                    (int) expected.stream().filter(e -> e.startsWith("failed")).count();
            delivered += expected.size();
        }
        // the generator is of use only if it makes both good and bad streams
        assertThat(failed).isBetween(5_000, 19_000);
        assertThat(delivered).isGreaterThan(40_000);
    }

    private static byte[] generate(Random random) {
        byte[][] frames = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? 40 : 8)][];
        boolean within = false;
        boolean textual = false;
        for (int i = 0; i < frames.length; i++) {
            boolean fin = random.nextInt(5) < 3;
            int kind = random.nextInt(20);
            if (kind < 5) {
                int[] opcodes = {0x89, 0x8A, 0x89, 0x8A, 0x88};
                frames[i] = frame(opcodes[kind], kind == 4 ? closePayload(random) : payload(random, false, 126));
            } else if (kind == 5 && random.nextInt(3) == 0) {
                frames[i] = frame(random.nextInt(256), payload(random, false, 10)); // anything
            } else {
                int opcode = within ? 0 : 1 + random.nextInt(2);
                textual = within ? textual : opcode == 1;
                within = !fin;
                int max = random.nextInt(4) == 0 ? LIMIT + 20 : 60;
                frames[i] = frame((fin ? 0x80 : 0) | opcode, payload(random, textual, max));
            }
        }
        return join(frames);
    }

    private static byte[] closePayload(Random random) {
        int[] codes = {1000, 1001, 1005, 1011, 3000, 4999, 5000, 0};
        int code = codes[random.nextInt(codes.length)];
        return join(new byte[] {(byte) (code >> 8), (byte) code}, payload(random, true, 20));
    }

    private static byte[] payload(Random random, boolean textual, int max) {
        byte[] bytes = new byte[random.nextInt(max)];
        if (!textual) {
            random.nextBytes(bytes);
            return bytes;
        }
        int[] points = {'a', 'é', '€', 0xD7FF, 0xE000, 0x1F41F, 0x10FFFF};
        StringBuilder text = new StringBuilder();
        while (text.length() < bytes.length / 2) {
            text.appendCodePoint(random.nextInt(3) == 0 ? points[random.nextInt(points.length)] : 'x');
        }
        byte[] utf8 = utf8(text.toString());
        if (utf8.length > 0 && random.nextInt(12) == 0) {
            utf8[random.nextInt(utf8.length)] = (byte) random.nextInt(256);
        }
        return utf8;
    }

    private static byte[][] cut(byte[] stream, Random random) {
        List<byte[]> pieces = new ArrayList<>();
        int step = 1 + random.nextInt(60);
        for (int at = 0; at < stream.length; ) {
            int end = Math.min(stream.length, at + 1 + random.nextInt(step));
            pieces.add(Arrays.copyOfRange(stream, at, end));
            at = end;
        }
        return pieces.toArray(byte[][]::new);
    }

    private static byte[] from(int start, int end) {
        return Arrays.copyOfRange(STREAM, start, end);
    }
}
