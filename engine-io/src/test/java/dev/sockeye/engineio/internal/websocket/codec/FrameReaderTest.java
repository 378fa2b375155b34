package dev.sockeye.engineio.internal.websocket.codec;

import static dev.sockeye.engineio.internal.websocket.codec.Wire.events;
import static dev.sockeye.engineio.internal.websocket.codec.Wire.frame;
import static dev.sockeye.engineio.internal.websocket.codec.Wire.hex;
import static dev.sockeye.engineio.internal.websocket.codec.Wire.join;
import static dev.sockeye.engineio.internal.websocket.codec.Wire.text;
import static dev.sockeye.engineio.internal.websocket.codec.Wire.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.testsupport.Proves;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, sections 5 and 7.4, rule by rule. */
@Proves("E63")
class FrameReaderTest {
    private static final int LIMIT = 1000;

    @Test
    void aMaskedTextFrameIsAMessage() {
        // the example of section 5.7
        assertThat(events(LIMIT, hex("81 85 37fa213d 7f9f4d5158"))).containsExactly("text Hello");
    }

    @Test
    void aBinaryFrameIsAMessage() {
        assertThat(events(LIMIT, hex("82 83 00000000 00ff10"))).containsExactly("binary 00ff10");
    }

    @Test
    void anEmptyMessageIsAMessage() {
        assertThat(events(LIMIT, hex("81 80 37fa213d 82 80 37fa213d"))).containsExactly("text ", "binary ");
    }

    @Test
    void fragmentsAreJoined() {
        // "Hel" + "lo", the example of section 5.7, masked
        assertThat(events(LIMIT, hex("01 83 37fa213d 7f9f4d 80 82 37fa213d 5b95")))
                .containsExactly("text Hello");
    }

    @Test
    void emptyFragmentsAreAllowed() {
        assertThat(events(LIMIT, hex("02 80 00000000  00 80 00000000  00 81 00000000 07  80 80 00000000")))
                .containsExactly("binary 07");
    }

    @Test
    void controlFramesMayComeBetweenFragments() {
        assertThat(events(LIMIT, hex("01 81 00000000 41  89 82 00000000 0102  8a 80 00000000  80 81 00000000 42")))
                .containsExactly("ping 0102", "pong ", "text AB");
    }

    @Test
    void aPingCarriesUpTo125Bytes() {
        assertThat(events(LIMIT, frame(0x89, new byte[125]))).containsExactly("ping " + "00".repeat(125));
    }

    @Test
    void lengthsOfTwoAndEightBytesAreRead() {
        byte[] long16 = new byte[126];
        byte[] long64 = new byte[65536];
        assertThat(events(65536, frame(0x82, long16), frame(0x82, long64)))
                .containsExactly("binary " + "00".repeat(126), "binary " + "00".repeat(65536));
    }

    @Test
    void aLengthInMoreBytesThanNeededIsTakenAsTheReferenceServerDoes() {
        assertThat(events(LIMIT, hex("81 fe 0001 00000000 41  81 ff 0000000000000001 00000000 42")))
                .containsExactly("text A", "text B");
    }

    @Test
    void severalFramesInOneBufferAreAllDelivered() {
        assertThat(events(LIMIT, join(text("a"), text("b"), frame(0x89, new byte[0]), text("c"))))
                .containsExactly("text a", "text b", "ping ", "text c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "81 05 48656c6c6f", // a text frame
                "82 00", // an empty binary frame
                "89 00", // a ping
                "88 02 03e8", // a close frame
            })
    void framesMustBeMasked(String wire) {
        assertThat(events(LIMIT, hex(wire))).containsExactly("failed 1002");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c1", "a1", "91", "f1", "c2", "c0", "40", "c8", "c9", "ca", "99"})
    void reservedBitsMustBeClear(String first) {
        assertThat(events(LIMIT, hex(first + "80 00000000"))).containsExactly("failed 1002");
    }

    @ParameterizedTest
    @ValueSource(strings = {"83", "84", "85", "86", "87", "8b", "8c", "8d", "8e", "8f", "03", "0b"})
    void reservedOpcodesAreRefused(String first) {
        assertThat(events(LIMIT, hex(first + "80 00000000"))).containsExactly("failed 1002");
    }

    @ParameterizedTest
    @ValueSource(strings = {"08", "09", "0a"})
    void controlFramesMustBeFinal(String first) {
        assertThat(events(LIMIT, hex(first + "80 00000000"))).containsExactly("failed 1002");
    }

    @ParameterizedTest
    @ValueSource(strings = {"88 fe 007e", "89 fe 007e", "8a fe 007e", "89 ff 0000000000000001"})
    void controlFramesHaveAtMost125Bytes(String wire) {
        assertThat(events(LIMIT, hex(wire))).containsExactly("failed 1002");
    }

    @Test
    void aContinuationNeedsAMessage() {
        assertThat(events(LIMIT, hex("80 80 00000000"))).containsExactly("failed 1002");
        assertThat(events(LIMIT, text("whole"), hex("00 80 00000000"))).containsExactly("text whole", "failed 1002");
    }

    @ParameterizedTest
    @ValueSource(strings = {"81", "82", "01", "02"})
    void aMessageMustEndBeforeTheNext(String first) {
        assertThat(events(LIMIT, hex("01 81 00000000 41"), hex(first + "80 00000000")))
                .containsExactly("failed 1002");
    }

    @Test
    void aCloseFrameMayBeEmpty() {
        assertThat(events(LIMIT, hex("88 80 37fa213d"))).containsExactly("close 1005 ");
    }

    @Test
    void aCloseFrameCarriesCodeAndReason() {
        assertThat(events(LIMIT, hex("88 85 00000000 03e8 627965"))).containsExactly("close 1000 bye");
    }

    @Test
    void aCloseFrameIsTheLastThingLookedAt() {
        assertThat(events(LIMIT, join(hex("88 80 00000000"), text("late")), hex("ff ff ff")))
                .containsExactly("close 1005 ");
    }

    @Test
    void aClosePayloadOfOneByteIsRefused() {
        assertThat(events(LIMIT, hex("88 81 00000000 03"))).containsExactly("failed 1002");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999})
    void theseCloseCodesAreAllowed(int code) {
        assertThat(events(LIMIT, frame(0x88, new byte[] {(byte) (code >> 8), (byte) code})))
                .containsExactly("close " + code + " ");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
    void otherCloseCodesAreRefused(int code) {
        assertThat(events(LIMIT, frame(0x88, new byte[] {(byte) (code >> 8), (byte) code})))
                .containsExactly("failed 1002");
    }

    @ParameterizedTest
    @ValueSource(strings = {"03e8 ff", "03e8 c3", "03e8 eda080"})
    void aCloseReasonMustBeUtf8(String payload) {
        assertThat(events(LIMIT, frame(0x88, hex(payload)))).containsExactly("failed 1007");
    }

    @Test
    void aCloseFrameWithinATextThatIsCutInACharacterIsRead() {
        assertThat(events(LIMIT, hex("01 81 00000000 e2"), frame(0x88, join(hex("03e8"), utf8("€")))))
                .containsExactly("close 1000 €");
    }

    @ParameterizedTest
    @CsvSource({
        "80, a continuation byte alone",
        "c080, an overlong NUL",
        "e08080, an overlong NUL of three bytes",
        "eda080, a surrogate",
        "f4908080, above U+10FFFF",
        "ff, no UTF-8 at all",
        "e282, a cut character"
    })
    void textMustBeUtf8(String payload, String why) {
        assertThat(events(LIMIT, frame(0x81, hex(payload)))).as(why).containsExactly("failed 1007");
        assertThat(events(LIMIT, frame(0x81, join(new byte[64], hex(payload)))))
                .as(why)
                .containsExactly("failed 1007");
    }

    @Test
    void binaryNeedsNoUtf8() {
        assertThat(events(LIMIT, frame(0x82, hex("ff80c0")))).containsExactly("binary ff80c0");
    }

    @Test
    void aCharacterMayBeCutByFragments() {
        assertThat(events(LIMIT, frame(0x01, hex("e2")), frame(0x00, hex("82")), frame(0x80, hex("ac"))))
                .containsExactly("text €");
    }

    @Test
    void aCharacterMayNotBeCutByTheEndOfTheMessage() {
        assertThat(events(LIMIT, frame(0x01, hex("e2")), frame(0x80, hex("82"))))
                .containsExactly("failed 1007");
    }

    @Test
    void brokenTextIsRefusedBeforeItsFrameIsWhole() {
        // 1000 bytes announced, "A" and the lead byte of nothing received
        assertThat(events(LIMIT, hex("81 fe 03e8 00000000 41 ff"))).containsExactly("failed 1007");
    }

    @Test
    void nothingIsLookedAtAfterAnError() {
        assertThat(events(LIMIT, hex("83 80 00000000"), text("late"), hex("83 80 00000000")))
                .containsExactly("failed 1002");
    }

    @Test
    void whatCameBeforeAnErrorIsDelivered() {
        assertThat(events(LIMIT, join(text("good"), hex("83 80 00000000"), text("late"))))
                .containsExactly("text good", "failed 1002");
    }

    @Test
    void aListenerMayReleaseTheReader() {
        Wire.Events events = new Wire.Events();
        AtomicReference<FrameReader> reader = new AtomicReference<>();
        reader.set(new FrameReader(LIMIT, 16, null, new ReleaseAtPing(events, reader)));
        assertThat(events(reader.get(), events, join(frame(0x89, new byte[0]), text("late"))))
                .containsExactly("ping ");
        assertThat(reader.get().isEnded()).isTrue();
    }

    private record ReleaseAtPing(Wire.Events events, AtomicReference<FrameReader> reader) implements FrameListener {
        @Override
        public void onText(byte[] utf8) {
            events.onText(utf8);
        }

        @Override
        public void onBinary(byte[] bytes) {
            throw new IllegalStateException("planted");
        }

        @Override
        public void onPing(byte[] bytes) {
            events.onPing(bytes);
            reader.get().release();
        }

        @Override
        public void onPong(byte[] bytes) {
            events.onPong(bytes);
        }

        @Override
        public void onClose(int code, String reason) {
            events.onClose(code, reason);
        }
    }

    @Test
    void anExceptionOfTheListenerEndsTheReader() {
        Wire.Events events = new Wire.Events();
        FrameReader reader = new FrameReader(LIMIT, 16, null, new ReleaseAtPing(events, new AtomicReference<>()));
        ByteBuf in = Unpooled.wrappedBuffer(join(frame(0x82, new byte[1]), text("late")));
        assertThatThrownBy(() -> reader.read(in))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("planted");
        assertThat(reader.isEnded()).isTrue();
        assertThat(in.isReadable()).isFalse();
        assertThat(events(reader, events, text("later"))).isEmpty();
    }

    @Test
    void theBufferStaysTheCallers() throws WebSocketException {
        ByteBuf in = Unpooled.wrappedBuffer(text("a"));
        new FrameReader(LIMIT, 16, null, new Wire.Events()).read(in);
        assertThat(in.refCnt()).isEqualTo(1);
        assertThat(in.isReadable()).isFalse();
        in.release();
    }

    @Test
    void anErrorCarriesNoStackTrace() {
        FrameReader reader = new FrameReader(LIMIT, 16, null, new Wire.Events());
        assertThatThrownBy(() -> reader.read(Unpooled.wrappedBuffer(hex("83 80"))))
                .isInstanceOf(WebSocketException.class)
                .hasMessage("Reserved opcode 3")
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"-1, 16, maxMessageBytes: -1 (expected: >= 0)", "0, 0, maxFragments: 0 (expected: > 0)"})
    void limitsMakeSense(int maxMessageBytes, int maxFragments, String message) {
        assertThatThrownBy(() -> new FrameReader(maxMessageBytes, maxFragments, null, new Wire.Events()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
