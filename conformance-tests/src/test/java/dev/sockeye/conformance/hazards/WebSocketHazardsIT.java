package dev.sockeye.conformance.hazards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.conformance.wire.Peer;
import dev.sockeye.conformance.wire.RawConnection;
import dev.sockeye.engineio.CompressionOptions;
import dev.sockeye.testsupport.wire.ClientFrames;
import dev.sockeye.testsupport.wire.Frame;
import dev.sockeye.testsupport.wire.HttpAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSocket frames that break RFC 6455 or a limit. */
final class WebSocketHazardsIT extends HostileSuite {
    private static final int FIN = 0x80;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int PING = 9;
    private static final int LIMIT = 1_000_000;

    /** Sends the bytes on a connection that is in the main namespace; it is closed with the code. */
    private void assertClosed(int code, byte[]... frames) throws IOException {
        try (RawConnection connection = peer.joined()) {
            connection.offer(ClientFrames.concat(frames));
            assertThat(connection.closeCode()).isEqualTo(code);
            assertThat(connection.endsWithin(3000)).isTrue();
        }
        awaitClosing("transport error");
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    @Tag("WS-01")
    void framesMustBeMasked() throws IOException {
        assertClosed(1002, ClientFrames.unmasked(FIN | TEXT, bytes('3')));
    }

    @Tag("WS-02")
    @ParameterizedTest
    @ValueSource(ints = {FIN | 0x40 | TEXT, FIN | 0x20 | TEXT, FIN | 0x10 | TEXT, FIN | 3, FIN | 7, FIN | 11, FIN | 15})
    void reservedBitsAndOpcodesAreRefused(int first) throws IOException {
        assertClosed(1002, ClientFrames.frame(first, bytes('3')));
    }

    @Test
    @Tag("WS-03")
    void controlFramesAreShortAndWhole() throws IOException {
        assertClosed(1002, ClientFrames.frame(FIN | PING, new byte[126]));
        assertClosed(1002, ClientFrames.frame(PING, bytes('x')));
        assertClosed(1002, ClientFrames.frame(8, bytes(3, 232)));
    }

    @Test
    @Tag("WS-04")
    void fragmentsComeInOrder() throws IOException {
        assertClosed(1002, ClientFrames.frame(FIN, bytes('x')));
        assertClosed(1002, ClientFrames.frame(TEXT, bytes('4')), ClientFrames.frame(FIN | TEXT, bytes('3')));
    }

    @Test
    @Tag("WS-05")
    void textMustBeUtf8() throws IOException {
        assertClosed(1007, ClientFrames.frame(FIN | TEXT, bytes('4', 0xff)));
        assertClosed(1007, ClientFrames.frame(FIN | TEXT, bytes('4', 0xed, 0xa0, 0x80))); // a surrogate
        assertClosed(1007, ClientFrames.frame(FIN | TEXT, bytes('4', 0xc0, 0x80))); // an overlong NUL
        assertClosed(1007, ClientFrames.frame(TEXT, bytes('4', 0xe2, 0x82)), ClientFrames.frame(FIN, bytes('x', '"')));
    }

    @Test
    @Tag("WS-06")
    void aMessageAboveTheLimitIsRefusedByItsLength() throws IOException {
        assertClosed(1009, ClientFrames.head(FIN | BINARY, LIMIT + 1));
        assertClosed(1009, ClientFrames.head(FIN | BINARY, 1L << 40));
        assertClosed(1009, ClientFrames.head(FIN | TEXT, -1)); // 2^64 - 1
        assertClosed(1009, ClientFrames.head(FIN | TEXT, LIMIT + 1), new byte[LIMIT + 1]); // readable behind the bytes
    }

    @Test
    @Tag("WS-06")
    void announcedBytesCostNothing() throws IOException {
        long before = usedAfterGc();
        RawConnection[] connections = new RawConnection[200];
        for (int i = 0; i < connections.length; i++) {
            connections[i] = peer.webSocket();
            connections[i].send(ClientFrames.head(FIN | BINARY, LIMIT));
        }
        assertThat(usedAfterGc() - before).as("bytes on the heap").isLessThan(20_000_000L);
        for (RawConnection connection : connections) {
            connection.close();
        }
    }

    private static long usedAfterGc() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    @Tag("WS-07")
    void theFragmentsTogetherAreLimited() throws IOException {
        byte[] part = new byte[400_000];
        Arrays.fill(part, (byte) 'x');
        assertClosed(1009, ClientFrames.frame(TEXT, part), ClientFrames.frame(0, part), ClientFrames.frame(0, part));
    }

    @Tag("WS-08")
    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535})
    void aCloseCodeThatNobodyMaySendIsRefused(int code) throws IOException {
        assertClosed(1002, ClientFrames.close(code));
    }

    @Test
    @Tag("WS-08")
    void aCloseFrameHasACodeAndText() throws IOException {
        assertClosed(1002, ClientFrames.frame(FIN | 8, bytes(3)));
        assertClosed(1007, ClientFrames.close(1000, bytes(0xff)));
    }

    @Test
    @Tag("WS-09")
    void theNumberOfFragmentsIsLimited() throws IOException {
        byte[] empty = ClientFrames.frame(0);
        byte[] many = new byte[empty.length * 17_000];
        for (int i = 0; i < many.length; i += empty.length) {
            System.arraycopy(empty, 0, many, i, empty.length);
        }
        assertClosed(1009, ClientFrames.frame(TEXT, bytes('4')), many);
    }

    @Test
    @Tag("WS-10")
    void framesMayBeCutAnywhereAndComeTogether() throws Exception {
        byte[] frame = ClientFrames.text("421[\"echo\",\"" + "x".repeat(200) + "\"]");
        try (RawConnection connection = peer.joined()) {
            for (int i = 0; i < frame.length; i++) {
                connection.send(new byte[] {frame[i]});
            }
            assertThat(connection.message()).startsWith("431[\"xxx");
            byte[] many = new byte[frame.length * 100];
            for (int i = 0; i < 100; i++) {
                System.arraycopy(frame, 0, many, i * frame.length, frame.length);
            }
            connection.send(many);
            for (int i = 0; i < 100; i++) {
                assertThat(connection.message()).startsWith("431[\"xxx");
            }
        }
    }

    // --- permessage-deflate

    private static byte[] deflated(byte[] message, int rounds) {
        Deflater deflater = new Deflater(9, true);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] chunk = new byte[65536];
        for (int round = 0; round < rounds; round++) {
            deflater.setInput(message);
            for (int n = deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
                    n > 0;
                    n = deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH)) {
                out.write(chunk, 0, n);
            }
        }
        deflater.end();
        byte[] all = out.toByteArray();
        return Arrays.copyOf(all, all.length - 4);
    }

    private static RawConnection compressing(Peer to, String extension) throws IOException {
        RawConnection connection = to.connect();
        connection.send(Peer.upgrade(Peer.WEBSOCKET)
                .replace("\r\n\r\n", "\r\nSec-WebSocket-Extensions: " + extension + "\r\n\r\n"));
        HttpAnswer answer = connection.answer();
        assertThat(answer.status()).isEqualTo(101);
        assertThat(answer.header("sec-websocket-extensions")).startsWith("permessage-deflate");
        connection.frame();
        return connection;
    }

    @Test
    @Tag("WS-11")
    void aMessageThatInflatesAboveTheLimitIsRefused() throws IOException {
        try (HostileServer compressing =
                HostileServer.start(engine -> engine.perMessageDeflate(CompressionOptions.defaults()), options -> {})) {
            Peer other = new Peer(compressing.port());
            byte[] bomb = deflated(new byte[1_000_000], 300); // 300 MB
            assertThat(bomb.length).isLessThan(600_000);
            for (int i = 0; i < 10; i++) {
                try (RawConnection connection = compressing(other, "permessage-deflate")) {
                    connection.offer(ClientFrames.frame(FIN | 0x40 | BINARY, bomb));
                    assertThat(connection.closeCode()).isEqualTo(1009);
                }
            }
            try (RawConnection connection = compressing(other, "permessage-deflate")) {
                connection.offer(ClientFrames.frame(FIN | 0x40 | TEXT, bytes(0xff, 0xff, 0xff, 0xff))); // no deflate
                assertThat(connection.closeCode()).isIn(1002, 1007);
            }
        }
    }

    @Tag("WS-11")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate; server_max_window_bits=99",
                "permessage-deflate; client_max_window_bits=7",
                "permessage-deflate; __proto__",
                "constructor",
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
                ";;;,,,===",
                "\"unterminated"
            })
    void anOddExtensionIsDeclinedOrRefused(String extension) throws IOException {
        try (HostileServer compressing =
                HostileServer.start(engine -> engine.perMessageDeflate(CompressionOptions.defaults()), options -> {})) {
            HttpAnswer answer = new Peer(compressing.port())
                    .ask(Peer.upgrade(Peer.WEBSOCKET)
                            .replace("\r\n\r\n", "\r\nSec-WebSocket-Extensions: " + extension + "\r\n\r\n"));
            assertThat(answer.status()).isIn(101, 400);
            assertThat(answer.header("sec-websocket-extensions")).isEmpty();
        }
    }

    static List<String> oddHeaders() {
        return List.of(
                "Sec-WebSocket-Extensions: " + "a,".repeat(3500),
                "Sec-WebSocket-Extensions: " + " ".repeat(7000) + "x",
                "Sec-WebSocket-Protocol: " + "a, ".repeat(2300),
                "Sec-WebSocket-Protocol: " + "x" + " ".repeat(7000),
                "Sec-WebSocket-Protocol: \u0001");
    }

    @Tag("WS-11")
    @ParameterizedTest
    @MethodSource("oddHeaders")
    void oddHandshakeHeadersAreReadInLinearTime(String header) throws IOException {
        long from = System.nanoTime();
        HttpAnswer answer = peer.ask(Peer.upgrade(Peer.WEBSOCKET).replace("\r\n\r\n", "\r\n" + header + "\r\n\r\n"));
        assertThat(answer.status()).isIn(101, 400);
        assertThat((System.nanoTime() - from) / 1e6).as("milliseconds").isLessThan(1000);
    }

    // --- floods

    @Test
    @Tag("WS-12")
    void aPeerThatPingsAndNeverReadsIsCut() throws Exception {
        try (RawConnection connection = RawConnection.open(server.port(), 4096)) {
            assertThat(connection.send(Peer.upgrade(Peer.WEBSOCKET)).answer().status())
                    .isEqualTo(101);
            byte[] ping = ClientFrames.frame(FIN | PING, new byte[125]);
            byte[] pings = new byte[ping.length * 500];
            for (int i = 0; i < 500; i++) {
                System.arraycopy(ping, 0, pings, i * ping.length, ping.length);
            }
            long end = System.nanoTime() + 15_000_000_000L;
            int sent = 0;
            boolean cut = false;
            while (!cut && System.nanoTime() < end) {
                try {
                    connection.send(pings);
                    sent += pings.length;
                } catch (IOException e) {
                    cut = true;
                }
            }
            assertThat(cut).as("cut after " + sent + " bytes").isTrue();
        }
        awaitClosing("transport close");
    }

    @Test
    @Tag("WS-12")
    void pingsAreAnsweredInOrder() throws IOException {
        try (RawConnection connection = peer.joined()) {
            for (int i = 0; i < 100; i++) {
                connection.send(ClientFrames.frame(FIN | PING, bytes(i)));
            }
            for (int i = 0; i < 100; i++) {
                Frame pong = connection.frame();
                assertThat(pong.opcode()).isEqualTo(Frame.PONG);
                assertThat(pong.payload()).containsExactly(i);
            }
        }
    }
}
