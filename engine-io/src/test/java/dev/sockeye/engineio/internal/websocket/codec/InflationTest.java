package dev.sockeye.engineio.internal.websocket.codec;

import static dev.sockeye.engineio.internal.websocket.codec.Wire.frame;
import static dev.sockeye.engineio.internal.websocket.codec.Wire.hex;
import static dev.sockeye.engineio.internal.websocket.codec.Wire.join;
import static dev.sockeye.engineio.internal.websocket.codec.Wire.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed messages of a client: RFC 7692, sections 6.2, 7.2.2 and 7.2.3. */
class InflationTest {
    private static final int LIMIT = 1000;
    private static final String HELLO = "f248cdc9c90700"; // the example of section 7.2.3.1

    private final Wire.Events events = new Wire.Events();
    private FrameReader reader = reader(LIMIT, true);

    private FrameReader reader(int maxMessageBytes, boolean contextTakeover) {
        return new FrameReader(maxMessageBytes, 16, new Inflation(contextTakeover), events);
    }

    private List<String> read(byte[]... wire) {
        return Wire.events(reader, events, wire);
    }

    @AfterEach
    void releaseTheReader() {
        reader.release();
    }

    @Test
    void aFrameWithRsv1IsInflated() {
        assertThat(read(frame(0xC1, hex(HELLO)))).containsExactly("text Hello");
        assertThat(read(frame(0xC2, hex(HELLO)))).containsExactly("text Hello", "binary 48656c6c6f");
    }

    @Test
    void aFrameWithoutRsv1IsTakenAsItIs() {
        assertThat(read(frame(0x81, utf8("Hello")), frame(0xC1, hex(HELLO)), frame(0x82, hex("00"))))
                .containsExactly("text Hello", "text Hello", "binary 00");
    }

    @Test
    void aLaterMessageMayReferToAnEarlierOne() {
        // section 7.2.3.2: the second "Hello" is a reference into the window
        assertThat(read(frame(0xC1, hex(HELLO)), frame(0xC1, hex("f200110000"))))
                .containsExactly("text Hello", "text Hello");
    }

    @Test
    void withoutContextTakeoverItMayNot() {
        reader = reader(LIMIT, false);
        assertThat(read(frame(0xC1, hex(HELLO)), frame(0xC1, hex(HELLO)), frame(0xC1, hex("f200110000"))))
                .containsExactly("text Hello", "text Hello", "failed 1007");
    }

    @Test
    void storedAndFinalBlocksAreInflated() {
        // section 7.2.3.3: a block without compression
        assertThat(read(frame(0xC1, hex("000500faff48656c6c6f00")))).containsExactly("text Hello");
        // section 7.2.3.4: a final block, then an empty one
        assertThat(read(frame(0xC1, hex("f348cdc9c9070000")), frame(0xC1, hex(HELLO))))
                .containsExactly("text Hello", "text Hello", "text Hello");
        // section 7.2.3.5: two blocks
        assertThat(read(frame(0xC1, hex("f248050000 00ffffcac9c90700"))))
                .hasSize(4)
                .endsWith("text Hello");
    }

    @Test
    void anEmptyMessageIsOneByte() {
        // section 7.2.3.6
        assertThat(read(frame(0xC1, hex("00")), frame(0xC2, hex("00")))).containsExactly("text ", "binary ");
    }

    @Test
    void aFrameWithoutAnyByteIsAnEmptyMessage() {
        assertThat(read(frame(0xC1, new byte[0]))).containsExactly("text ");
    }

    @Test
    void fragmentsOfACompressedMessageCarryRsv1OnTheFirstOnly() {
        // section 7.2.3.1
        assertThat(read(frame(0x41, hex("f248cd")), frame(0x80, hex("c9c90700"))))
                .containsExactly("text Hello");
        assertThat(read(frame(0x41, hex("f248cd")), frame(0xC0, hex("c9c90700"))))
                .containsExactly("text Hello", "failed 1002");
    }

    @Test
    void controlFramesMayComeBetweenAndAreNeverCompressed() {
        assertThat(read(frame(0x41, hex("f248cd")), frame(0x89, hex("01")), frame(0x80, hex("c9c90700"))))
                .containsExactly("ping 01", "text Hello");
        assertThat(read(frame(0xC9, hex(HELLO)))).endsWith("failed 1002");
    }

    @ParameterizedTest
    @ValueSource(ints = {0xC8, 0xC9, 0xCA, 0xC0, 0xE1, 0xD1, 0xA1})
    void onlyRsv1OfAMessagesFirstFrameIsNegotiated(int first) {
        assertThat(read(frame(first, hex(HELLO)))).containsExactly("failed 1002");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "07", "000500faf0", "f200110000"})
    void whatCannotBeInflatedIsRefused(String payload) {
        assertThat(read(frame(0xC1, hex(payload)))).containsExactly("failed 1007");
    }

    @Test
    void inflatedTextMustBeUtf8() {
        assertThat(read(frame(0xC1, deflate(hex("48 ff"))))).containsExactly("failed 1007");
        reader = reader(LIMIT, true);
        assertThat(read(frame(0xC1, deflate(hex("48 e2 82"))))).containsExactly("failed 1007", "failed 1007");
        reader = reader(LIMIT, true);
        assertThat(read(frame(0xC1, deflate(utf8("€"))))).endsWith("text €");
    }

    @Test
    void anInflatedMessageMayBeAsLargeAsTheLimit() {
        assertThat(read(frame(0xC2, deflate(new byte[LIMIT - 1])))).containsExactly("binary " + "00".repeat(LIMIT - 1));
        reader = reader(LIMIT, false);
        assertThat(read(frame(0xC2, deflate(new byte[LIMIT])))).hasSize(2).endsWith("binary " + "00".repeat(LIMIT));
    }

    @Test
    void anInflatedMessageOneByteAboveTheLimitIsRefused() {
        assertThat(read(frame(0xC2, deflate(new byte[LIMIT + 1])))).containsExactly("failed 1009");
    }

    @Test
    void theLimitHoldsForTheCompressedBytesAsWell() {
        assertThat(read(hex("c2 fe 03e9"))).containsExactly("failed 1009");
    }

    @Test
    void fragmentsThatInflateAboveTheLimitTogetherAreRefused() {
        byte[] compressed = deflate(new byte[LIMIT + 1]);
        byte[] start = Arrays.copyOf(compressed, 3);
        byte[] rest = Arrays.copyOfRange(compressed, 3, compressed.length);
        assertThat(read(frame(0x42, start), frame(0x80, rest))).containsExactly("failed 1009");
    }

    @Test
    void aBombIsStoppedAtTheLimitAndCostsNoMoreThanIt() {
        byte[] bomb = zeros(300 << 20);
        assertThat(bomb).hasSizeBetween(200_000, 400_000);
        reader = reader(1_000_000, true);
        byte[] wire = frame(0xC2, bomb);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        read(wire);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(events.lines).containsExactly("failed 1009");
        assertThat(allocated - wire.length).isLessThan(1_000_000 + 100 * 1024);
    }

    @Test
    void aMessageOfManyFinalBlocksIsInflated() {
        byte[] blocks = new byte[500];
        for (int i = 0; i < blocks.length; i += 2) {
            blocks[i] = 0x03; // a final block with nothing in it
        }
        assertThat(read(frame(0xC1, join(blocks, hex(HELLO))))).containsExactly("text Hello");
    }

    @Test
    void aCompressedStreamMayBeCutAnywhere() {
        byte[] stream = join(
                frame(0xC1, deflate(utf8("grüße, 世界 ".repeat(40)))),
                frame(0x41, hex("f248cd")),
                frame(0x89, hex("01")),
                frame(0x80, hex("c9c90700")),
                frame(0x81, utf8("plain")));
        for (int cut = 0; cut <= stream.length; cut++) {
            events.lines.clear();
            reader = reader(LIMIT, false);
            assertThat(read(Arrays.copyOf(stream, cut), Arrays.copyOfRange(stream, cut, stream.length)))
                    .as("cut at %d", cut)
                    .containsExactly("text " + "grüße, 世界 ".repeat(40), "ping 01", "text Hello", "text plain");
            reader.release();
        }
    }

    @Test
    void aChangedByteIsReadOrRefusedWithACodeOfTheProtocol() {
        byte[] stream = join(frame(0xC1, deflate(utf8("a text, a text, another text"))), frame(0xC1, hex(HELLO)));
        for (int at = 0; at < stream.length; at++) {
            for (int value = 0; value < 256; value++) {
                byte[] changed = stream.clone();
                changed[at] = (byte) value;
                events.lines.clear();
                reader = reader(LIMIT, true);
                assertThat(read(changed))
                        .as("byte %d is %02x", at, value)
                        .filteredOn(event -> event.startsWith("failed"))
                        .hasSizeLessThan(2)
                        .isSubsetOf("failed 1002", "failed 1007", "failed 1009");
                reader.release();
            }
        }
    }

    @Test
    void noiseIsReadOrRefused() {
        Random random = new Random(7);
        for (int round = 0; round < 5000; round++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            events.lines.clear();
            reader = reader(LIMIT, true);
            assertThat(read(frame(0xC2, noise))).hasSizeLessThan(2);
            reader.release();
        }
    }

    @Test
    void aReleasedReaderInflatesNothing() throws WebSocketException {
        read(frame(0xC1, hex(HELLO)));
        reader.release();
        reader.read(Unpooled.wrappedBuffer(frame(0xC1, hex(HELLO))));
        assertThat(events.lines).containsExactly("text Hello");
    }

    private static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater(9, true);
        try {
            deflater.setInput(bytes);
            byte[] out = new byte[bytes.length + 100];
            int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
            return Arrays.copyOf(out, length - 4);
        } finally {
            deflater.end();
        }
    }

    private static byte[] zeros(int count) {
        Deflater deflater = new Deflater(9, true);
        try {
            byte[] megabyte = new byte[1 << 20];
            byte[] chunk = new byte[1 << 16];
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int i = 0; i < count >> 20; i++) {
                deflater.setInput(megabyte);
                int length;
                while ((length = deflater.deflate(chunk, 0, chunk.length, Deflater.NO_FLUSH)) > 0) {
                    out.write(chunk, 0, length);
                }
            }
            out.write(chunk, 0, deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH));
            return Arrays.copyOf(out.toByteArray(), out.size() - 4);
        } finally {
            deflater.end();
        }
    }
}
