package dev.sockeye.engineio.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sockeye.engineio.CompressionOptions;
import dev.sockeye.engineio.EngineSession;
import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.testsupport.Proves;
import dev.sockeye.testsupport.wire.ClientFrames;
import dev.sockeye.testsupport.wire.Frame;
import dev.sockeye.testsupport.wire.RawConnection;
import dev.sockeye.testsupport.wire.RawWebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that are WebSockets from the start. */
class WebSocketIT {
    private final EngineFixture engine =
            EngineFixture.start(o -> o.maxHttpBufferSize(1000)).echo();

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    @Proves("E2")
    void aHandshakeOverWebSocketOffersNoUpgrades() {
        try (RawWebSocket client = RawWebSocket.connect(engine.port(), EngineFixture.WEBSOCKET)) {
            assertThat(client.handshake().status()).isEqualTo(101);
            assertThat(client.handshake().header("sec-websocket-accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            engine.expect("open");
            assertThat(client.text())
                    .isEqualTo("0{\"sid\":\"" + engine.session().id()
                            + "\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000}");
        }
        engine.expect("close transport close|");
    }

    @Test
    @Proves("E61")
    void binaryTravelsAsItIs() {
        try (RawWebSocket client = engine.webSocket()) {
            client.send(new byte[] {0x65, 0, -1});
            engine.expect("binary 6500ff");
            assertThat(client.binary()).containsExactly(0x65, 0, -1);
            client.send("4text");
            assertThat(client.text()).isEqualTo("4text");
        }
    }

    @Test
    void aClientThatReadsLateGetsAllAndIsServedOn() {
        String text = "x".repeat(100_000);
        int count = 200; // more than the network takes
        try (EngineFixture patient = EngineFixture.start(o -> o.maxBufferedBytes(2 * count * text.length()))
                        .echo();
                RawWebSocket client = patient.webSocket()) {
            EngineSession session = patient.session();
            for (int i = 0; i < count; i++) {
                session.send(OutgoingMessage.text(text));
            }
            await().until(() -> session.bufferedAmount() > text.length());
            for (int i = 0; i < count; i++) {
                assertThat(client.text()).isEqualTo("4" + text);
            }
            client.send("4still there?");
            assertThat(client.text()).isEqualTo("4still there?");
            await().until(() -> session.bufferedAmount() == 0);
        }
    }

    @Test
    @Proves("E62")
    void aClientWithoutBinaryGetsBase64() {
        try (RawWebSocket client = engine.webSocket(EngineFixture.WEBSOCKET + "&b64=1")) {
            client.send("bZQD/");
            engine.expect("binary 6500ff");
            assertThat(client.text()).isEqualTo("bZQD/");
        }
    }

    @Test
    @Proves("E63")
    void fragmentsAreJoinedWithControlFramesBetweenThem() {
        try (RawWebSocket client = engine.webSocket()) {
            client.sendFrame(0x01, "4fr".getBytes(UTF_8));
            client.sendFrame(0x89, "are you there?".getBytes(UTF_8));
            client.sendFrame(0x00, new byte[0]);
            client.sendFrame(0x8a, "unasked".getBytes(UTF_8));
            client.sendFrame(0x80, "agments".getBytes(UTF_8));
            Frame pong = client.frame();
            assertThat(pong.first()).isEqualTo(0x8a);
            assertThat(pong.text()).isEqualTo("are you there?");
            engine.expect("text fragments");
            assertThat(client.text()).isEqualTo("4fragments");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "", "7", "x"})
    @Proves({"E45", "E46"})
    void aFrameThatIsNoPacketEndsTheSession(String text) {
        try (RawWebSocket client = engine.webSocket()) {
            client.send(text);
            assertThat(client.closeCode()).isEqualTo(1005);
            engine.expect("close parse error|");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "5", "6"})
    void packetsThatAreNoneOfTheClientsBusinessAreIgnored(String text) {
        try (RawWebSocket client = engine.webSocket()) {
            client.send(text).send("4still here");
            engine.expect("text still here");
        }
    }

    @Test
    @Proves("E36")
    void aMessageAboveTheLimitEndsTheSession() {
        try (RawWebSocket client = engine.webSocket()) {
            client.send("4" + "x".repeat(999));
            engine.expect("text " + "x".repeat(999));
            client.text();
            client.send("4" + "x".repeat(1000));
            assertThat(client.closeCode()).isEqualTo(1009);
            engine.expect("close transport error|Max payload size exceeded");
        }
    }

    @Test
    @Proves("E36")
    void fragmentsAboveTheLimitTogetherEndTheSession() {
        try (RawWebSocket client = engine.webSocket()) {
            client.sendFrame(0x01, new byte[600]).sendFrame(0x80, new byte[401]);
            assertThat(client.closeCode()).isEqualTo(1009);
            engine.expect("close transport error|Max payload size exceeded");
        }
    }

    @ParameterizedTest
    @CsvSource({"81, false, MASK must be set", "83, true, Reserved opcode 3", "c1, true, RSV1 must be clear"})
    void aBrokenFrameEndsTheSession(String first, boolean masked, String description) {
        try (RawWebSocket client = engine.webSocket()) {
            byte[] frame = masked
                    ? ClientFrames.frame(Integer.parseInt(first, 16), "4a".getBytes(UTF_8))
                    : new byte[] {(byte) Integer.parseInt(first, 16), 2, '4', 'a'};
            client.connection().send(frame);
            assertThat(client.closeCode()).isEqualTo(1002);
            engine.expect("close transport error|" + description);
        }
    }

    @Test
    void aCloseFrameIsAnsweredWithItsCode() {
        try (RawWebSocket client = engine.webSocket()) {
            client.sendFrame(0x88, new byte[] {0x03, (byte) 0xe9}); // 1001
            assertThat(client.closeCode()).isEqualTo(1001);
            engine.expect("close transport close|");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLostConnectionEndsTheSession(boolean reset) {
        RawWebSocket client = engine.webSocket();
        if (reset) {
            client.reset();
        } else {
            client.close();
        }
        engine.expect("close transport close|");
        assertThat(engine.server().clientsCount()).isZero();
    }

    @Test
    void aClosedSessionDeliversFirstWhatWasSent() {
        try (RawWebSocket client = engine.webSocket()) {
            EngineSession session = engine.session();
            session.send("last words");
            session.close();
            session.send("too late");
            assertThat(client.text()).isEqualTo("4last words");
            assertThat(client.closeCode()).isEqualTo(1005);
            engine.expect("close forced close|");
        }
    }

    @Test
    void framesRightBehindTheHandshakeAreRead() {
        try (RawConnection connection = engine.connect()) {
            // one segment: the request and two frames
            var bytes = new java.io.ByteArrayOutputStream();
            bytes.writeBytes(("GET " + EngineFixture.WEBSOCKET + " HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\n"
                            + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            + "Sec-WebSocket-Version: 13\r\n\r\n")
                    .getBytes(UTF_8));
            bytes.writeBytes(ClientFrames.frame(0x81, "4first".getBytes(UTF_8)));
            bytes.writeBytes(ClientFrames.frame(0x81, "4second".getBytes(UTF_8)));
            connection.send(bytes.toByteArray());
            assertThat(connection.answer().status()).isEqualTo(101);
            engine.expect("open").expect("text first").expect("text second");
        }
    }

    @Test
    @Proves("E64")
    void theFirstSubprotocolIsEchoed() {
        try (RawWebSocket client =
                RawWebSocket.connect(engine.port(), EngineFixture.WEBSOCKET, "Sec-WebSocket-Protocol: foo, bar")) {
            assertThat(client.handshake().header("sec-websocket-protocol")).isEqualTo("foo");
        }
    }

    @Test
    void aPausedSessionReadsNothingUntilItIsResumed() {
        engine.onOpen(EngineSession::pauseReading);
        try (RawWebSocket client = engine.webSocket()) {
            EngineSession session = engine.session();
            client.send("4one").send("4two");
            assertThat(client.isSilentFor(Duration.ofMillis(50))).isTrue();
            engine.expectNothing();
            session.resumeReading();
            engine.expect("text one").expect("text two");
        }
    }

    @Test
    @Proves("E65")
    void messagesAboveTheThresholdAreDeflatedIfNegotiated() throws Exception {
        try (EngineFixture deflating = EngineFixture.start(
                        o -> o.perMessageDeflate(CompressionOptions.defaults().withThreshold(100)))
                .echo()) {
            try (RawWebSocket client = deflating.webSocket(
                    EngineFixture.WEBSOCKET, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits")) {
                assertThat(client.handshake().header("sec-websocket-extensions"))
                        .startsWith("permessage-deflate");
                client.send("4short");
                assertThat(client.text()).isEqualTo("4short");
                String large = "4" + "again and ".repeat(50);
                client.sendFrame(0xc1, deflate(large.getBytes(UTF_8)));
                deflating.expect("text short").expect("text " + large.substring(1));
                Frame echo = client.frame();
                assertThat(echo.first()).isEqualTo(0xc1);
                assertThat(echo.payload().length).isLessThan(100);
                assertThat(inflate(echo.payload(), large.length())).isEqualTo(large);
            }
        }
    }

    private static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater(6, true);
        deflater.setInput(bytes);
        byte[] out = new byte[bytes.length + 64];
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return java.util.Arrays.copyOf(out, length - 4); // without 00 00 ff ff
    }

    private static String inflate(byte[] bytes, int length) throws Exception {
        Inflater inflater = new Inflater(true);
        inflater.setInput(ByteBuffer.allocate(bytes.length + 4)
                .put(bytes)
                .put(new byte[] {0, 0, -1, -1})
                .array());
        byte[] out = new byte[length];
        int count = inflater.inflate(out);
        inflater.end();
        return new String(out, 0, count, UTF_8);
    }

    @Test
    @Proves("E65")
    void aDeflatedMessageThatInflatesAboveTheLimitEndsTheSession() {
        try (EngineFixture deflating =
                EngineFixture.start(o -> o.maxHttpBufferSize(1000).perMessageDeflate(CompressionOptions.defaults()))) {
            try (RawWebSocket client =
                    deflating.webSocket(EngineFixture.WEBSOCKET, "Sec-WebSocket-Extensions: permessage-deflate")) {
                client.sendFrame(0xc1, deflate(new byte[100_000]));
                assertThat(client.closeCode()).isEqualTo(1009);
                deflating.expect("close transport error|Max payload size exceeded");
            }
        }
    }

    @Test
    void unfinishedMessagesOfAllConnectionsShareABudget() {
        try (EngineFixture small = EngineFixture.start(o -> o.maxPendingInputBytes(200_000))) {
            List<RawWebSocket> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                RawWebSocket client = small.webSocket();
                client.sendFrame(0x02, new byte[50_000]); // one fragment of a message that never ends
                clients.add(client);
                EngineFixture.await(() -> small.server().pendingInputBytes() >= 50_000L * clients.size());
            }
            try (RawWebSocket refused = small.webSocket()) {
                refused.sendFrame(0x02, new byte[60_000]);
                assertThat(refused.closeCode()).isEqualTo(1013);
                small.expect("close transport error|too much unfinished input");
            }
            clients.get(0).sendFrame(0x80, new byte[0]);
            assertThat(small.event()).startsWith("binary 0000");
            clients.forEach(RawWebSocket::close);
            EngineFixture.await(() -> small.server().pendingInputBytes() == 0);
        }
    }
}
