package dev.sockeye.engineio.internal.websocket.codec;

import static dev.sockeye.engineio.internal.websocket.codec.Wire.frame;
import static dev.sockeye.engineio.internal.websocket.codec.Wire.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.engineio.CompressionOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages compressed by the server: RFC 7692, section 7.2.1. */
class DeflationTest {
    private Deflation deflation = new Deflation(1024, -1, true);

    @AfterEach
    void releaseTheDeflation() {
        deflation.release();
    }

    private byte[] deflate(byte[] message) {
        ByteBuf payload = Unpooled.wrappedBuffer(message);
        ByteBuf out = Unpooled.buffer(0);
        deflation.deflate(payload, out);
        assertThat(payload.readableBytes()).isEqualTo(message.length);
        return ByteBufUtil.getBytes(out);
    }

    @Test
    void aMessageIsCompressedWithoutTheTailOfTheFlush() {
        // section 7.2.3.1
        assertThat(deflate(utf8("Hello"))).isEqualTo(Wire.hex("f248cdc9c90700"));
    }

    @Test
    void aRepeatedMessageRefersToTheOneBefore() {
        deflate(utf8("Hello"));
        // section 7.2.3.2
        assertThat(deflate(utf8("Hello"))).isEqualTo(Wire.hex("f200110000"));
    }

    @Test
    void withoutContextTakeoverEachMessageStandsAlone() {
        deflation = new Deflation(0, -1, false);
        assertThat(deflate(utf8("Hello"))).isEqualTo(Wire.hex("f248cdc9c90700"));
        assertThat(deflate(utf8("Hello"))).isEqualTo(Wire.hex("f248cdc9c90700"));
    }

    @Test
    void anEmptyMessageIsOneByte() {
        assertThat(deflate(new byte[0])).isEqualTo(Wire.hex("00"));
        deflate(utf8("Hello"));
        assertThat(deflate(new byte[0])).isEqualTo(Wire.hex("00"));
        assertThat(deflate(utf8("Hello"))).isEqualTo(Wire.hex("f200110000"));
    }

    @Test
    void messagesFromTheThresholdOnAreWorthCompressing() {
        assertThat(deflation.isWorthwhile(1023)).isFalse();
        assertThat(deflation.isWorthwhile(1024)).isTrue();
        assertThat(deflation.isWorthwhile(1025)).isTrue();
        assertThat(new Deflation(0, -1, true).isWorthwhile(0)).isTrue();
    }

    @Test
    void aPayloadOfSeveralBuffersIsOneMessage() throws WebSocketException {
        ByteBuf payload = Unpooled.wrappedBuffer(
                Unpooled.wrappedBuffer(utf8("Hel")),
                Unpooled.wrappedBuffer(utf8("lo, wor")),
                Unpooled.wrappedBuffer(utf8("ld")));
        ByteBuf out = Unpooled.buffer(0);
        deflation.deflate(payload, out);
        Wire.Events events = new Wire.Events();
        FrameReader reader = new FrameReader(1000, 16, new Inflation(true), events);
        assertThat(Wire.events(reader, events, frame(0xC1, ByteBufUtil.getBytes(out))))
                .containsExactly("text Hello, world");
        reader.release();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsDeflatedCanBeInflated(boolean contextTakeover) {
        Random random = new Random(3);
        int limit = 600_000;
        Wire.Events events = new Wire.Events();
        deflation = new Deflation(0, 6, contextTakeover);
        FrameReader reader = new FrameReader(limit, 16, new Inflation(contextTakeover), events);
        for (int round = 0; round < 300; round++) {
            byte[] message = new byte[round % 50 == 49 ? limit : random.nextInt(3000)];
            if (random.nextBoolean()) {
                random.nextBytes(message); // incompressible: larger than the room made for it
            }
            if (random.nextBoolean()) {
                for (int i = message.length / 2; i < message.length; i++) {
                    message[i] = (byte) (i / 10);
                }
            }
            byte[] compressed = deflate(message);
            events.lines.clear();
            if (compressed.length <= limit) {
                assertThat(Wire.events(reader, events, frame(0xC2, compressed)))
                        .as("round %d", round)
                        .containsExactly("binary " + HexFormat.of().formatHex(message));
            }
        }
        reader.release();
    }

    @Test
    void everySizeOfIncompressibleMessageFitsItsRoom() {
        // the flush may end exactly where the room ends
        Random random = new Random(5);
        Wire.Events events = new Wire.Events();
        FrameReader reader = new FrameReader(2000, 16, new Inflation(true), events);
        for (int length = 1; length < 1500; length++) {
            byte[] message = new byte[length];
            random.nextBytes(message);
            events.lines.clear();
            assertThat(Wire.events(reader, events, frame(0xC2, deflate(message))))
                    .containsExactly("binary " + HexFormat.of().formatHex(message));
        }
        reader.release();
    }

    @Test
    void aCompressedMessageIsOneFrame() {
        ByteBuf frame = PooledByteBufAllocator.DEFAULT.directBuffer(16);
        ByteBuf payload = PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(utf8("Hello"));
        Frames.reserveHeader(frame);
        deflation.deflate(payload, frame);
        Frames.prependCompressedTextHeader(frame);
        assertThat(ByteBufUtil.hexDump(frame)).isEqualTo("c107f248cdc9c90700");
        assertThat(payload.refCnt()).isEqualTo(1);
        payload.release();
        frame.release();
    }

    @Test
    void nothingIsCompressedAfterRelease() {
        deflate(utf8("Hello"));
        deflation.release();
        deflation.release();
        assertThatThrownBy(() -> deflate(utf8("Hello")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("deflate after release");
    }

    @Test
    void bothHalvesFollowTheNegotiation() throws WebSocketException {
        PerMessageDeflate negotiated = PerMessageDeflate.negotiate(
                        List.of("permessage-deflate; server_no_context_takeover"), CompressionOptions.defaults())
                .orElseThrow();
        deflation = negotiated.newDeflation();
        assertThat(deflate(utf8("Hello"))).isEqualTo(deflate(utf8("Hello")));

        Wire.Events events = new Wire.Events();
        FrameReader reader = new FrameReader(1000, 16, negotiated.newInflation(), events);
        assertThat(Wire.events(
                        reader, events, frame(0xC1, Wire.hex("f248cdc9c90700")), frame(0xC1, Wire.hex("f200110000"))))
                .containsExactly("text Hello", "text Hello");
        reader.release();
    }
}
