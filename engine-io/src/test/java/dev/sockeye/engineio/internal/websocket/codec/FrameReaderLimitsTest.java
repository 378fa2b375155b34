package dev.sockeye.engineio.internal.websocket.codec;

import static dev.sockeye.engineio.internal.websocket.codec.Wire.events;
import static dev.sockeye.engineio.internal.websocket.codec.Wire.frame;
import static dev.sockeye.engineio.internal.websocket.codec.Wire.hex;
import static dev.sockeye.engineio.internal.websocket.codec.Wire.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing a peer says grows beyond its bound, and what it merely announces costs nothing. */
class FrameReaderLimitsTest {
    private static final int LIMIT = 1000;
    private static final String A_MESSAGE_OF_THE_LIMIT = "binary " + "00".repeat(LIMIT);

    @Test
    void aMessageMayBeAsLargeAsTheLimit() {
        assertThat(events(LIMIT, frame(0x82, new byte[LIMIT - 1]), frame(0x82, new byte[LIMIT])))
                .containsExactly("binary " + "00".repeat(LIMIT - 1), A_MESSAGE_OF_THE_LIMIT);
    }

    @Test
    void aMessageOneByteAboveTheLimitIsRefused() {
        assertThat(events(LIMIT, frame(0x82, new byte[LIMIT + 1]))).containsExactly("failed 1009");
        assertThat(events(LIMIT, frame(0x81, new byte[LIMIT + 1]))).containsExactly("failed 1009");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "82 fe 03e9", // 1001
                "82 ff 0000000000010000", // 2^16
                "82 ff 0000000080000000", // 2^31
                "82 ff 0000010000000000", // 2^40
                "82 ff 7fffffffffffffff", // 2^63 - 1
                "82 ff 8000000000000000", // 2^63
                "82 ff ffffffffffffffff", // 2^64 - 1
            })
    void anAnnouncementIsEnoughToBeRefused(String headerWithoutKey) {
        assertThat(events(LIMIT, hex(headerWithoutKey))).containsExactly("failed 1009");
        assertThat(events(LIMIT, hex(headerWithoutKey + "00000000 00000000 00000000")))
                .containsExactly("failed 1009");
    }

    @Test
    void fragmentsMayAddUpToTheLimit() {
        assertThat(events(LIMIT, frame(0x02, new byte[400]), frame(0x00, new byte[400]), frame(0x80, new byte[200])))
                .containsExactly(A_MESSAGE_OF_THE_LIMIT);
    }

    @Test
    void fragmentsAboveTheLimitTogetherAreRefused() {
        assertThat(events(LIMIT, frame(0x02, new byte[400]), frame(0x00, new byte[400]), hex("80 fe 00c9")))
                .containsExactly("failed 1009");
    }

    @Test
    void theLimitHoldsPerMessage() {
        byte[] half = new byte[LIMIT / 2];
        assertThat(events(LIMIT, frame(0x02, half), frame(0x80, half), frame(0x02, half), frame(0x80, half)))
                .containsExactly(A_MESSAGE_OF_THE_LIMIT, A_MESSAGE_OF_THE_LIMIT);
    }

    @Test
    void controlFramesDoNotCountTowardsTheLimit() {
        assertThat(events(0, frame(0x89, new byte[125]), frame(0x82, new byte[0])))
                .containsExactly("ping " + "00".repeat(125), "binary ");
    }

    @Test
    void theLargestLimitThereIsCanBeSet() {
        assertThat(events(Integer.MAX_VALUE, frame(0x02, new byte[1]), hex("80 ff 000000007ffffff0")))
                .containsExactly("failed 1009");
    }

    @Test
    void aMessageMayHaveAsManyFragmentsAsTheLimit() {
        byte[] fragment = frame(0x00, new byte[0]);
        byte[][] wire = new byte[16][];
        Arrays.fill(wire, fragment);
        wire[0] = frame(0x02, new byte[0]);
        wire[15] = frame(0x80, new byte[0]);
        assertThat(events(LIMIT, wire)).containsExactly("binary ");
        wire[15] = fragment;
        assertThat(events(LIMIT, join(wire), frame(0x89, new byte[0]), fragment))
                .containsExactly("ping ", "failed 1009");
    }

    @Test
    void tooManyFragmentsAndTooManyBytesAreToldApart() {
        FrameReader manyFragments = new FrameReader(LIMIT, 1, null, new Wire.Events());
        assertThatThrownBy(() -> manyFragments.read(Unpooled.wrappedBuffer(hex("02 80 00000000 00 80"))))
                .hasMessage("Too many message fragments");
        FrameReader manyBytes = new FrameReader(LIMIT, 1, null, new Wire.Events());
        assertThatThrownBy(() -> manyBytes.read(Unpooled.wrappedBuffer(hex("02 fe 03e9"))))
                .hasMessage("Max payload size exceeded")
                .hasMessage(WebSocketException.MAX_PAYLOAD_SIZE_EXCEEDED);
    }

    @Test
    void anAnnouncementWithinTheLimitCostsNoMoreThanOneChunk() throws WebSocketException {
        FrameReader reader = new FrameReader(64 << 20, 16, null, new Wire.Events());
        ByteBuf in = Unpooled.wrappedBuffer(hex("82 ff 0000000004000000 00000000 0102")); // 64 MiB, 2 bytes of them
        long before = allocatedBytes();
        reader.read(in);
        assertThat(allocatedBytes() - before).isLessThan(80 * 1024);
    }

    @Test
    void waitingForALargeMessageTakesWhatHasArrivedAndOneChunk() throws WebSocketException {
        FrameReader reader = new FrameReader(64 << 20, 16, null, new Wire.Events());
        reader.read(Unpooled.wrappedBuffer(hex("82 ff 0000000004000000 00000000")));
        ByteBuf part = Unpooled.wrappedBuffer(new byte[8192]);
        long before = allocatedBytes();
        for (int i = 0; i < 1024; i++) { // 8 MiB
            reader.read(part.readerIndex(0));
        }
        assertThat(allocatedBytes() - before).isLessThan((8 << 20) + 300 * 1024);
    }

    @Test
    void tinyFragmentsTakeLittleMoreThanTheirBytes() throws WebSocketException {
        FrameReader reader = new FrameReader(64 << 20, FrameReader.DEFAULT_MAX_FRAGMENTS, null, new Wire.Events());
        reader.read(Unpooled.wrappedBuffer(hex("02 81 00000000 01")));
        ByteBuf fragment = Unpooled.wrappedBuffer(hex("00 81 00000000 01"));
        long before = allocatedBytes();
        for (int i = 0; i < 16_000; i++) {
            reader.read(fragment.readerIndex(0));
        }
        assertThat(allocatedBytes() - before).isLessThan(100 * 1024);
    }

    private static long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
