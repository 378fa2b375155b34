package dev.sockeye.engineio.internal.websocket.codec;

import static dev.sockeye.engineio.internal.websocket.codec.Wire.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.testsupport.Proves;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Proves("E63")
class FramesTest {
    private final ByteBufAllocator allocator = UnpooledByteBufAllocator.DEFAULT;

    @Test
    void aTextMessageIsOneUnmaskedFrame() {
        // the example of RFC 6455, section 5.7
        assertThat(hex(Frames.text(allocator, utf8("Hello")))).isEqualTo("810548656c6c6f");
        assertThat(hex(Frames.text(allocator, new byte[0]))).isEqualTo("8100");
    }

    @Test
    void aBinaryMessageIsOneUnmaskedFrame() {
        assertThat(hex(Frames.binary(allocator, new byte[] {0, -1}))).isEqualTo("820200ff");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 8100",
        "125, 817d",
        "126, 817e007e",
        "127, 817e007f",
        "65535, 817effff",
        "65536, 817f0000000000010000",
        "65537, 817f0000000000010001"
    })
    void theLengthIsWrittenInAsFewBytesAsPossible(int payloadBytes, String header) {
        assertThat(Frames.headerBytes(payloadBytes)).isEqualTo(header.length() / 2);

        ByteBuf alone = Unpooled.buffer();
        Frames.writeTextHeader(alone, payloadBytes);
        assertThat(hex(alone)).isEqualTo(header);

        ByteBuf frame = Unpooled.buffer();
        Frames.reserveHeader(frame);
        frame.writeBytes(new byte[payloadBytes]);
        Frames.prependTextHeader(frame);
        assertThat(hex(frame)).isEqualTo(header + "00".repeat(payloadBytes));

        assertThat(hex(Frames.text(allocator, new byte[payloadBytes]))).isEqualTo(header + "00".repeat(payloadBytes));
    }

    @Test
    void aHeaderOfABinaryMessageCanBeWrittenAlone() {
        ByteBuf header = Unpooled.buffer();
        Frames.writeBinaryHeader(header, 300);
        assertThat(hex(header)).isEqualTo("827e012c");
    }

    @Test
    void theHeaderIsPutRightInFrontOfThePayload() {
        assertThat(prepended(Frames::prependTextHeader)).isEqualTo("8103616263");
        assertThat(prepended(Frames::prependBinaryHeader)).isEqualTo("8203616263");
        assertThat(prepended(Frames::prependCompressedTextHeader)).isEqualTo("c103616263");
        assertThat(prepended(Frames::prependCompressedBinaryHeader)).isEqualTo("c203616263");
    }

    private String prepended(Consumer<ByteBuf> prepend) {
        ByteBuf frame = allocator.buffer(4);
        Frames.reserveHeader(frame);
        frame.writeBytes(utf8("abc"));
        prepend.accept(frame);
        return hex(frame);
    }

    @Test
    void withoutRoomForTheHeaderNothingIsWritten() {
        ByteBuf frame = Unpooled.wrappedBuffer(utf8("abc"));
        assertThatThrownBy(() -> Frames.prependTextHeader(frame)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(hex(frame)).isEqualTo("616263");
    }

    @Test
    void pingsAndPongsCarryUpTo125Bytes() {
        assertThat(hex(Frames.ping(allocator, utf8("hi")))).isEqualTo("89026869");
        assertThat(hex(Frames.pong(allocator, utf8("hi")))).isEqualTo("8a026869");
        assertThat(hex(Frames.pong(allocator, new byte[125]))).isEqualTo("8a7d" + "00".repeat(125));
        assertThatThrownBy(() -> Frames.ping(allocator, new byte[126]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bytes: 126 (expected: <= 125)");
    }

    @Test
    void aCloseFrameCarriesNothingOrCodeAndReason() {
        assertThat(hex(Frames.close(allocator))).isEqualTo("8800");
        assertThat(hex(Frames.close(allocator, 1000, ""))).isEqualTo("880203e8");
        assertThat(hex(Frames.close(allocator, 4000, "€"))).isEqualTo("88050fa0e282ac");
        assertThat(hex(Frames.close(allocator, 1000, "x".repeat(123)))).startsWith("887d03e878");
    }

    @Test
    void aCloseFrameThatWouldBreakTheProtocolIsNotWritten() {
        assertThatThrownBy(() -> Frames.close(allocator, 1005, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("code: 1005 (expected: 1000-1014, 3000-4999, not reserved)");
        assertThatThrownBy(() -> Frames.close(allocator, 1000, "€".repeat(42)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("reason: 126 bytes (expected: <= 123)");
    }

    private static String hex(ByteBuf frame) {
        try {
            return ByteBufUtil.hexDump(frame);
        } finally {
            frame.release();
        }
    }
}
