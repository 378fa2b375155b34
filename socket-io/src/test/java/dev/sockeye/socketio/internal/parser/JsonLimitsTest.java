package dev.sockeye.socketio.internal.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.socketio.parser.ParserOptions;
import dev.sockeye.socketio.parser.Parsers;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a peer may not make us do: recurse, expand, grow. */
final class JsonLimitsTest {
    private final PacketParser parser = JsonPacketParser.create();

    private SocketPacket.Event event(PacketParser by, String arguments) throws PacketFormatException {
        return (SocketPacket.Event) WireText.decode(by, "2[\"a\"," + arguments + "]");
    }

    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    private void assertRefused(PacketParser by, String arguments) {
        assertThatThrownBy(() -> event(by, arguments))
                .isInstanceOf(PacketFormatException.class)
                .hasMessage("invalid payload");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, 127, 128, 129, 499, 500})
    void nestingIsTakenUpToTheLimit(int limit) throws Exception {
        PacketParser by = Parsers.json(ParserOptions.builder().maxDepth(limit).build());
        // The list of arguments is one level.
        if (limit > 1) {
            assertThat(event(by, nested(limit - 1)).args().size()).isEqualTo(2);
        }
        assertRefused(by, nested(limit));
        assertRefused(by, nested(limit + 1));
        assertRefused(by, "{\"a\":".repeat(limit) + "1" + "}".repeat(limit));
    }

    @Test
    void arraysAndObjectsCloseInTheOrderTheyOpened() throws Exception {
        StringBuilder open = new StringBuilder();
        StringBuilder close = new StringBuilder();
        for (int i = 0; i < 250; i++) {
            boolean object = i * 7 % 3 == 0;
            open.append(object ? "{\"a\":" : "[");
            close.insert(0, object ? '}' : ']');
            assertThat(event(parser, open + "1" + close).args().value(1)).isNotNull();
            String wrong = (object ? ']' : '}') + close.substring(1);
            assertRefused(parser, open + "1" + wrong);
            assertThat(event(parser, open + "1" + close + "," + open + "2" + close)
                            .args()
                            .size())
                    .isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1_001, 400_000})
    void deepNestingIsRefusedWithoutRecursion(int depth) {
        assertRefused(parser, nested(depth));
        assertRefused(parser, "[".repeat(depth));
        assertRefused(parser, "{\"a\":".repeat(depth));
        assertRefused(parser, "[{\"a\":".repeat(depth));
    }

    @Test
    void longNumbersAreRefusedAndLargeOnesNeverExpand() throws Exception {
        assertThat(event(parser, "9".repeat(1_000)).args().value(1)).isEqualTo(Double.POSITIVE_INFINITY);
        assertRefused(parser, "9".repeat(1_001));
        assertRefused(parser, "9".repeat(900_000));
        assertRefused(parser, "0." + "1".repeat(900_000));
        assertRefused(parser, "1e" + "1".repeat(900_000));
        var large = event(parser, "1e999999999,-1e999999999,1e-999999999").args();
        assertThat(large.value(1)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(large.value(2)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(large.value(3)).isEqualTo(0);
        assertThatThrownBy(() -> large.get(1, java.math.BigInteger.class)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> large.get(1, int.class)).isInstanceOf(IllegalArgumentException.class);
        assertThat(large.get(1, double.class)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void stringsAreTakenUpToTheLimit() throws Exception {
        PacketParser by = Parsers.json(ParserOptions.builder().maxStringBytes(6).build());
        assertThat(event(by, "\"123456\"").args().value(1)).isEqualTo("123456");
        assertThat(event(by, "\"€€\"").args().value(1)).isEqualTo("€€");
        assertThat(event(by, "\"\\u0000\"").args().value(1)).isEqualTo("\0");
        assertRefused(by, "\"1234567\"");
        assertRefused(by, "{\"1234567\":1}");
    }

    @Test
    void longNamesAndStringsAreConverted() throws Exception {
        String text = "x".repeat(200_000);
        var args = event(parser, "{\"" + text + "\":\"" + text + "\"}").args();
        assertThat(args.value(1)).isEqualTo(Map.of(text, text));
        assertThat(((Map<?, ?>) args.get(1, java.util.TreeMap.class)).get(text)).isEqualTo(text);
    }

    @Test
    void manyArgumentsAreCounted() throws Exception {
        var args = event(parser, "1,".repeat(99_999) + "2").args();
        assertThat(args.size()).isEqualTo(100_001);
        assertThat(args.value(100_000)).isEqualTo(2);
        assertThat(args.values()).hasSize(100_001);
        assertThatThrownBy(() -> args.value(100_001)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> args.raw(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> args.get(100_001, List.class)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void oneAttachmentNamedManyTimesIsSentOnOnce() throws Exception {
        String place = "{\"_placeholder\":true,\"num\":0}";
        byte[] attachment = new byte[1_000];
        var event = (SocketPacket.Event)
                WireText.decode(parser, "51-[\"a\"," + (place + ",").repeat(9_999) + place + "]", attachment);
        Object[] raw = new Object[event.args().size()];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = i % 2 == 0 ? event.args().raw(i) : event.args().value(i);
        }
        var message = parser.encode(new SocketPacket.Event("/", 1, dev.sockeye.socketio.protocol.PacketArgs.of(raw)));
        assertThat(message.attachmentCount()).isEqualTo(1);
        assertThat(message.attachment(0)).isSameAs(attachment);
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> ParserOptions.builder().maxDepth(1_001))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxDepth: 1001 (expected: 1 to 1000)");
        assertThatThrownBy(() -> ParserOptions.builder().maxAttachments(0))
                .hasMessage("maxAttachments: 0 (expected: 1 to 2147483647)");
    }
}
