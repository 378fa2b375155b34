package dev.sockeye.socketio.internal.parser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import dev.sockeye.testsupport.Proves;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/**
 * Texts with what the published parser says of them; written by {@code conformance-tests/src/test/js/parser/run.mjs},
 * which compares many more.
 */
final class JsonCorpusTest {
    private final PacketParser parser = JsonPacketParser.create();

    record Entry(boolean taken, int attachments, String text) {}

    private static List<Entry> corpus() throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (InputStream in = JsonCorpusTest.class.getResourceAsStream("corpus.tsv")) {
            for (String line : new String(in.readAllBytes(), UTF_8).split("\n")) {
                String[] fields = line.split("\t", 3);
                String text = JsonMapper.shared().readValue(fields[2], String.class);
                entries.add(new Entry(fields[0].equals("+"), Integer.parseInt(fields[1]), text));
            }
        }
        return entries;
    }

    private @Nullable SocketPacket decode(Entry entry) {
        byte[][] attachments = new byte[entry.attachments()][];
        for (int i = 0; i < attachments.length; i++) {
            attachments[i] = new byte[] {(byte) i};
        }
        try {
            return WireText.decode(parser, entry.text(), attachments);
        } catch (PacketFormatException e) {
            return null;
        }
    }

    @Test
    @Proves("S67")
    void takesAndRefusesWhatThePublishedParserDoes() throws Exception {
        List<Entry> corpus = corpus();
        assertThat(corpus).hasSizeGreaterThan(900);
        for (Entry entry : corpus) {
            assertThat(decode(entry) != null).as(entry.text()).isEqualTo(entry.taken());
        }
    }

    @Test
    void everyPrefixAndEveryChangedByteIsReadOrRefused() throws Exception {
        for (Entry entry : corpus().subList(0, 300)) {
            for (int i = 0; i < entry.text().length(); i++) {
                readAll(decode(new Entry(true, entry.attachments(), entry.text().substring(0, i))));
                for (char c : "\"[{}],:\\0-_\u0000e".toCharArray()) {
                    String changed =
                            entry.text().substring(0, i) + c + entry.text().substring(i + 1);
                    readAll(decode(new Entry(true, entry.attachments(), changed)));
                }
            }
        }
    }

    @Test
    void whatIsReadAndWhatIsPassedOnMeansTheSame() throws Exception {
        for (Entry entry : corpus()) {
            if (entry.taken() && decode(entry) instanceof SocketPacket.Event event) {
                SocketPacket again = new SocketPacket.Event(event.namespace(), event.ackId(), raw(event.args()));
                var message = parser.encode(again);
                byte[][] attachments = new byte[message.attachmentCount()][];
                for (int i = 0; i < attachments.length; i++) {
                    attachments[i] = message.attachment(i);
                }
                var decoded = (SocketPacket.Event) WireText.decode(parser, WireText.text(message), attachments);
                assertThat(decoded.ackId()).isEqualTo(event.ackId());
                assertThat(decoded.namespace()).isEqualTo(event.namespace());
                assertThat(decoded.args().values())
                        .usingRecursiveComparison()
                        .isEqualTo(event.args().values());
            }
        }
    }

    private static PacketArgs raw(PacketArgs args) {
        Object[] raw = new Object[args.size()];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = args.raw(i);
        }
        return PacketArgs.of(raw);
    }

    private static void readAll(@Nullable SocketPacket packet) {
        PacketArgs args = packet instanceof SocketPacket.Event event
                ? event.args()
                : packet instanceof SocketPacket.Ack ack ? ack.args() : PacketArgs.none();
        for (int i = 0; i < args.size(); i++) {
            args.value(i);
        }
    }
}
