package dev.sockeye.engineio.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.EngineObserver;
import dev.sockeye.engineio.EngineSession;
import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.engineio.protocol.TransportType;
import dev.sockeye.testsupport.Proves;
import dev.sockeye.testsupport.wire.RawConnection;
import dev.sockeye.testsupport.wire.RawPolling;
import dev.sockeye.testsupport.wire.RawWebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From long-polling to WebSocket: the way it should go, and every way it should not. */
class UpgradeIT {
    private static final String GONE = "400 {\"code\":1,\"message\":\"Session ID unknown\"}";

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final EngineFixture engine = EngineFixture.startWith(b -> b.eventLoops(2)
            .options(o -> o.upgradeTimeout(Duration.ofMillis(400)).observer(new EngineObserver() {
                @Override
                public void onUpgrading(EngineSession session, TransportType transport) {
                    seen.add("upgrading " + transport.wireName() + " on "
                            + session.transport().wireName());
                }

                @Override
                public void onUpgrade(EngineSession session, TransportType transport) {
                    seen.add("upgrade " + transport.wireName() + " on "
                            + session.transport().wireName());
                }
            })));

    @AfterEach
    void stop() {
        engine.close();
    }

    /** The session takes messages over polling, both ways. */
    private void pollingWorks(RawPolling client, EngineSession session) {
        assertThat(session.transport()).isEqualTo(TransportType.POLLING);
        assertThat(client.post("4over polling").summary()).isEqualTo("200 ok");
        engine.expect("text over polling");
        session.send("answer");
        assertThat(client.poll().summary()).isEqualTo("200 4answer");
        engine.expectNothing();
    }

    @Test
    @Proves({"E52", "E53", "E86"})
    void theUsualSequence() {
        try (RawPolling client = engine.polling();
                RawWebSocket webSocket = client.webSocket()) {
            EngineSession session = engine.session();
            client.startPoll();
            EngineFixture.await(session::isWritable);
            long start = System.nanoTime();
            assertThat(webSocket.send("2probe").text()).isEqualTo("3probe");
            assertThat(client.polls().answer().summary()).isEqualTo("200 6");
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(95_000_000L);
            assertThat(session.transport()).isEqualTo(TransportType.POLLING);
            assertThat(client.poll().summary()).isEqualTo("200 6"); // each further poll on a later beat
            webSocket.send("5");
            engine.expect("upgrade");
            assertThat(session.transport()).isEqualTo(TransportType.WEBSOCKET);
            assertThat(seen).containsExactly("upgrading websocket on polling", "upgrade websocket on websocket");
            webSocket.send("4hello");
            engine.expect("text hello");
            session.send("back");
            assertThat(webSocket.text()).isEqualTo("4back");
            try (RawConnection late = engine.connect()) {
                assertThat(late.get(client.target()).summary())
                        .isEqualTo("400 {\"code\":3,\"message\":\"Bad request\"}");
            }
            webSocket.close();
            engine.expect("close transport close|");
        }
    }

    @Test
    @Proves("E53")
    void nothingIsSentToAPollBeforeTheProbe() {
        try (RawPolling client = engine.polling();
                RawWebSocket webSocket = client.webSocket()) {
            assertThat(webSocket.handshake().status()).isEqualTo(101);
            client.startPoll();
            assertThat(client.polls().isSilentFor(Duration.ofMillis(150))).isTrue();
        }
    }

    @Test
    @Proves({"E52", "E54"})
    void aPollThatStillWaitsIsReleasedByTheUpgradeAndWhatWasBufferedFollows() {
        try (RawPolling client = engine.polling();
                RawWebSocket webSocket = client.webSocket()) {
            EngineSession session = engine.session();
            session.send("one");
            session.send(new byte[] {2});
            session.send("three");
            PollingIT.awaitBuffered(session);
            assertThat(webSocket.send("2probe").text()).isEqualTo("3probe");
            webSocket.send("5");
            engine.expect("upgrade");
            assertThat(webSocket.text()).isEqualTo("4one");
            assertThat(webSocket.binary()).containsExactly(2);
            assertThat(webSocket.text()).isEqualTo("4three");
        }
    }

    @Test
    void aSharedMessageThatWaitsForTheUpgradeKeepsNoFrames() {
        try (RawPolling client = engine.polling();
                RawWebSocket webSocket = client.webSocket()) {
            EngineSession session = engine.session();
            OutgoingMessage message = OutgoingMessage.text("to many").shared();
            session.executor().execute(() -> {
                session.send(message);
                message.release(); // as a broadcast does when it has been through its receivers
            });
            PollingIT.awaitBuffered(session);
            assertThat(webSocket.send("2probe").text()).isEqualTo("3probe");
            webSocket.send("5");
            engine.expect("upgrade");
            assertThat(webSocket.text()).isEqualTo("4to many");
            assertThat(message.cachedFrames(OutgoingMessage.FrameFormat.V4)).isNull();
        }
    }

    @Test
    @Proves("E52")
    void aPollThatStillWaitsWhenTheUpgradeCompletesIsAnswered() {
        try (RawPolling client = engine.polling();
                RawWebSocket webSocket = client.webSocket()) {
            client.startPoll();
            EngineFixture.await(engine.session()::isWritable);
            webSocket.send("2probe").send("5");
            assertThat(webSocket.text()).isEqualTo("3probe");
            assertThat(client.polls().answer().summary()).isEqualTo("200 1");
            engine.expect("upgrade");
            engine.expectNothing();
        }
    }

    @Test
    @Proves("E52")
    void theUpgradePacketNeedsNoProbe() {
        try (RawPolling client = engine.polling();
                RawWebSocket webSocket = client.webSocket()) {
            webSocket.send("5");
            engine.expect("upgrade");
            webSocket.send("4hello");
            engine.expect("text hello");
        }
    }

    @Test
    @Proves("E55")
    void aSecondWebSocketIsClosedWhileTheFirstOneUpgrades() {
        try (RawPolling client = engine.polling();
                RawWebSocket first = client.webSocket()) {
            assertThat(first.send("2probe").text()).isEqualTo("3probe");
            try (RawWebSocket second = client.webSocket()) {
                assertThat(second.handshake().status()).isEqualTo(101);
                assertThat(second.closeCode()).isEqualTo(1005);
            }
            first.send("5").send("4hello");
            engine.expect("upgrade").expect("text hello");
        }
    }

    @Test
    @Proves("E56")
    void aWebSocketIsClosedOnceTheSessionIsUpgraded() {
        try (RawPolling client = engine.polling();
                RawWebSocket first = client.webSocket()) {
            first.send("5");
            engine.expect("upgrade");
            try (RawWebSocket second = client.webSocket()) {
                assertThat(second.handshake().status()).isEqualTo(101);
                assertThat(second.closeCode()).isEqualTo(1005);
            }
            first.send("4hello");
            engine.expect("text hello");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "2probeX", "2prob", "3probe", "4message", "0", "1", "6", "wrong", ""})
    @Proves("E57")
    void aWrongProbeClosesTheWebSocketAndLeavesTheSession(String wrong) {
        try (RawPolling client = engine.polling();
                RawWebSocket webSocket = client.webSocket()) {
            webSocket.send(wrong);
            assertThat(webSocket.closeCode()).isEqualTo(1005);
            pollingWorks(client, engine.session());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "4message", "3"})
    @Proves("E57")
    void anythingButTheUpgradeAfterTheProbeDoesTheSame(String wrong) {
        try (RawPolling client = engine.polling();
                RawWebSocket webSocket = client.webSocket()) {
            assertThat(webSocket.send("2probe").text()).isEqualTo("3probe");
            webSocket.send(wrong);
            assertThat(webSocket.closeCode()).isEqualTo(1005);
            pollingWorks(client, engine.session());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Proves("E58")
    void anUpgradeThatTakesTooLongIsGivenUp(boolean probed) {
        try (RawPolling client = engine.polling();
                RawWebSocket webSocket = client.webSocket()) {
            if (probed) {
                assertThat(webSocket.send("2probe").text()).isEqualTo("3probe");
            }
            assertThat(webSocket.closeCode()).isEqualTo(1005);
            pollingWorks(client, engine.session());
            try (RawWebSocket again = client.webSocket()) {
                assertThat(again.send("2probe").text()).isEqualTo("3probe");
                again.send("5");
                engine.expect("upgrade");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "reset", "close frame", "broken frame"})
    @Proves("E57")
    void aWebSocketThatIsLostDuringTheUpgradeLeavesTheSession(String how) {
        for (boolean probed : new boolean[] {false, true}) {
            try (RawPolling client = engine.polling();
                    RawWebSocket webSocket = client.webSocket()) {
                if (probed) {
                    assertThat(webSocket.send("2probe").text()).isEqualTo("3probe");
                }
                switch (how) {
                    case "close" -> webSocket.close();
                    case "reset" -> webSocket.reset();
                    case "close frame" -> {
                        webSocket.sendFrame(0x88, new byte[0]);
                        assertThat(webSocket.closeCode()).isEqualTo(1005);
                    }
                    default -> {
                        webSocket.sendFrame(0xb1, new byte[0]);
                        assertThat(webSocket.closeCode()).isEqualTo(1002);
                    }
                }
                EngineSession session = engine.session();
                pollingWorks(client, session);
                session.discard();
                engine.expect("close forced close|");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Proves("E59")
    void aSessionThatIsDiscardedDuringTheUpgradeEndsBothTransports(boolean probed) {
        try (RawPolling client = engine.polling();
                RawWebSocket webSocket = client.webSocket()) {
            EngineSession session = engine.session();
            client.startPoll();
            EngineFixture.await(session::isWritable);
            if (probed) {
                assertThat(webSocket.send("2probe").text()).isEqualTo("3probe");
            }
            session.discard();
            engine.expect("close forced close|");
            assertThat(webSocket.closeCode()).isEqualTo(1005);
            assertThat(client.polls().answer().summary()).isEqualTo("200 1");
            engine.expectNothing();
        }
    }

    @Test
    @Proves("E59")
    void aClientThatClosesDuringTheUpgradeEndsBothTransports() {
        try (RawPolling client = engine.polling();
                RawWebSocket webSocket = client.webSocket()) {
            assertThat(webSocket.send("2probe").text()).isEqualTo("3probe");
            assertThat(client.post("1").summary()).isEqualTo("200 ok");
            engine.expect("close transport close|");
            assertThat(webSocket.closeCode()).isEqualTo(1005);
            engine.expectNothing();
        }
    }

    @Test
    @Proves("E59")
    void aSessionThatIsClosedDuringTheUpgradeEndsOnTheNewTransport() {
        try (RawPolling client = engine.polling();
                RawWebSocket webSocket = client.webSocket()) {
            EngineSession session = engine.session();
            assertThat(webSocket.send("2probe").text()).isEqualTo("3probe");
            session.send("last words");
            session.close();
            PollingIT.awaitBuffered(session);
            webSocket.send("5");
            assertThat(webSocket.text()).isEqualTo("4last words");
            assertThat(webSocket.closeCode()).isEqualTo(1005);
            engine.expect("close forced close|");
            engine.expectNothing();
        }
    }

    @Test
    @Proves("E59")
    void aSessionThatIsClosedDuringAnUpgradeThatFailsEndsOnPolling() {
        try (RawPolling client = engine.polling();
                RawWebSocket webSocket = client.webSocket()) {
            EngineSession session = engine.session();
            assertThat(webSocket.send("2probe").text()).isEqualTo("3probe");
            session.close();
            PollingIT.awaitBuffered(session);
            webSocket.close();
            assertThat(client.poll().text()).endsWith("1");
            engine.expect("close forced close|");
            engine.expectNothing();
        }
    }

    @Test
    @Proves("E59")
    void aPollThatIsLostDuringTheUpgradeEndsTheSession() {
        try (RawPolling client = engine.polling();
                RawWebSocket webSocket = client.webSocket()) {
            client.startPoll();
            EngineFixture.await(engine.session()::isWritable);
            assertThat(webSocket.send("2probe").text()).isEqualTo("3probe");
            client.polls().reset();
            engine.expect("close transport error|poll connection closed prematurely");
            assertThat(webSocket.closeCode()).isEqualTo(1005);
            try (RawConnection late = engine.connect()) {
                assertThat(late.get(client.target()).summary()).isEqualTo(GONE);
            }
        }
    }

    @Test
    @Proves("E60")
    void callbacksOfMessagesSentDuringTheUpgradeRunOnce() {
        try (RawPolling client = engine.polling();
                RawWebSocket webSocket = client.webSocket()) {
            EngineSession session = engine.session();
            AtomicInteger flushed = new AtomicInteger();
            session.send(OutgoingMessage.text("before"), flushed::incrementAndGet);
            assertThat(webSocket.send("2probe").text()).isEqualTo("3probe");
            session.send(OutgoingMessage.text("during"), flushed::incrementAndGet);
            PollingIT.awaitBuffered(session);
            assertThat(flushed).hasValue(0);
            assertThat(client.poll().text()).isEqualTo("4before\u001e4during");
            EngineFixture.await(() -> flushed.get() == 2);
            session.send(OutgoingMessage.text("last"), flushed::incrementAndGet);
            PollingIT.awaitBuffered(session);
            webSocket.send("5");
            engine.expect("upgrade");
            assertThat(webSocket.text()).isEqualTo("4last");
            session.send(OutgoingMessage.text("after"), flushed::incrementAndGet);
            assertThat(webSocket.text()).isEqualTo("4after");
            EngineFixture.await(() -> flushed.get() == 4);
            PollingIT.awaitBuffered(session);
            assertThat(flushed).hasValue(4);
        }
    }

    /** Several times, so that the WebSocket also comes on another event loop than the session's. */
    @RepeatedTest(6)
    @Proves("E54")
    void numberedMessagesArriveOnceAndInOrderBothWays() throws Exception {
        int count = 300;
        try (RawPolling client = engine.polling();
                RawWebSocket webSocket = client.webSocket()) {
            EngineSession session = engine.session();
            Thread server = new Thread(() -> {
                for (int i = 0; i < count; i++) {
                    session.send("s" + i);
                    if (i % 7 == 0) {
                        Thread.onSpinWait();
                    }
                    if (i % 50 == 0) {
                        sleep(5);
                    }
                }
            });
            server.start();
            List<String> received = new ArrayList<>();
            int sent = 0;
            webSocket.send("2probe");
            for (int round = 0; round < 4; round++) { // the client polls on until it is released
                client.startPoll();
                client.post("4c" + sent + "\u001e4c" + (sent + 1));
                sent += 2;
                received.addAll(List.of(client.polls().answer().text().split("\u001e")));
            }
            assertThat(webSocket.text()).isEqualTo("3probe");
            webSocket.send("5");
            for (; sent < count; sent++) {
                webSocket.send("4c" + sent);
            }
            while (received.stream().filter(packet -> packet.startsWith("4")).count() < count) {
                received.add(webSocket.text());
            }
            server.join();
            received.removeIf(packet -> packet.equals("6"));
            for (int i = 0; i < count; i++) {
                assertThat(received.get(i)).isEqualTo("4s" + i);
            }
            List<String> events = new ArrayList<>();
            for (int i = 0; i < count + 1; i++) {
                events.add(engine.event());
            }
            assertThat(events.remove("upgrade")).isTrue();
            for (int i = 0; i < count; i++) {
                assertThat(events.get(i)).isEqualTo("text c" + i);
            }
            engine.expectNothing();
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aPausedSessionStaysPausedAcrossTheUpgrade() {
        try (RawPolling client = engine.polling();
                RawWebSocket webSocket = client.webSocket()) {
            EngineSession session = engine.session();
            session.pauseReading();
            PollingIT.awaitBuffered(session);
            assertThat(webSocket.send("2probe").text()).isEqualTo("3probe");
            webSocket.send("5");
            engine.expect("upgrade");
            webSocket.send("4held back");
            sleep(50);
            engine.expectNothing();
            session.resumeReading();
            engine.expect("text held back");
        }
    }
}
