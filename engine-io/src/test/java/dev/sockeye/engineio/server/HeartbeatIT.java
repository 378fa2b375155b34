package dev.sockeye.engineio.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.EngineIoOptions;
import dev.sockeye.engineio.EngineObserver;
import dev.sockeye.engineio.EngineSession;
import dev.sockeye.testsupport.Proves;
import dev.sockeye.testsupport.wire.RawPolling;
import dev.sockeye.testsupport.wire.RawWebSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the client still lives: with short times, but longer ones than a busy machine needs to answer. */
class HeartbeatIT {
    private final AtomicInteger heartbeats = new AtomicInteger();
    private final Consumer<EngineIoOptions.Builder> options = o -> o.pingInterval(Duration.ofMillis(150))
            .pingTimeout(Duration.ofMillis(600))
            .allowEio3(true)
            .observer(new EngineObserver() {
                @Override
                public void onHeartbeat(EngineSession session) {
                    heartbeats.incrementAndGet();
                }
            });

    private static long since(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    @Test
    @Proves("E47")
    void theServerPingsAnIntervalAfterEachPong() {
        try (EngineFixture engine = EngineFixture.start(options);
                RawWebSocket client = engine.webSocket()) {
            for (int i = 0; i < 3; i++) {
                long start = System.nanoTime();
                assertThat(client.text()).isEqualTo("2");
                assertThat(since(start)).isGreaterThanOrEqualTo(140);
                client.send("3");
            }
            EngineFixture.await(() -> heartbeats.get() == 3);
            engine.expectNothing();
        }
    }

    @Test
    @Proves("E47")
    void aPingWaitsForThePollThatTakesIt() throws Exception {
        try (EngineFixture engine = EngineFixture.start(options);
                RawPolling client = engine.polling()) {
            Thread.sleep(200);
            assertThat(client.poll().summary()).isEqualTo("200 2");
            assertThat(client.post("3").summary()).isEqualTo("200 ok");
            assertThat(client.poll().summary()).isEqualTo("200 2");
            engine.expectNothing();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Proves("E48")
    void aClientThatDoesNotAnswerIsGone(boolean polling) {
        try (EngineFixture engine = EngineFixture.start(options)) {
            long start = System.nanoTime();
            try (AutoCloseable client = polling ? engine.polling() : engine.webSocket()) {
                assertThat(client).isNotNull();
                engine.expect("close ping timeout|");
                assertThat(since(start)).isBetween(730L, 3000L);
                assertThat(engine.server().clientsCount()).isZero();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    @Proves("E48")
    void anotherPacketExtendsTheTimeoutOnce() throws Exception {
        try (EngineFixture engine = EngineFixture.start(options.andThen(o -> o.pingTimeout(Duration.ofSeconds(1))));
                RawWebSocket client = engine.webSocket()) {
            assertThat(client.text()).isEqualTo("2");
            long start = System.nanoTime();
            Thread.sleep(400);
            client.send("4a");
            engine.expect("text a");
            Thread.sleep(400);
            client.send("4b"); // would extend it to 1,800 ms
            engine.expect("text b").expect("close ping timeout|");
            assertThat(since(start)).isBetween(1390L, 1790L);
        }
    }

    @Test
    @Proves("E51")
    void aPingOfTheClientEndsASessionOfRevision4() {
        try (EngineFixture engine = EngineFixture.start();
                RawWebSocket webSocket = engine.webSocket()) {
            webSocket.send("2");
            assertThat(webSocket.closeCode()).isEqualTo(1005);
            engine.expect("close transport error|invalid heartbeat direction");
            try (RawPolling polling = engine.polling()) {
                assertThat(polling.post("2").summary()).isEqualTo("200 ok");
                engine.expect("close transport error|invalid heartbeat direction");
            }
        }
    }

    @Test
    @Proves({"E49", "E51"})
    void aClientOfRevision3PingsItself() throws Exception {
        try (EngineFixture engine = EngineFixture.start(options);
                RawWebSocket client = engine.webSocket(EngineFixture.WEBSOCKET_V3)) {
            long start = System.nanoTime();
            while (since(start) < 1600) { // twice the window
                client.send("2");
                assertThat(client.text()).isEqualTo("3");
                Thread.sleep(100);
            }
            engine.expectNothing();
            assertThat(heartbeats.get()).isGreaterThanOrEqualTo(3);
            client.send("3");
            assertThat(client.closeCode()).isEqualTo(1005);
            engine.expect("close transport error|invalid heartbeat direction");
        }
    }

    @Test
    @Proves("E50")
    void aClientOfRevision3ThatDoesNotPingIsGoneAfterTheWindow() throws Exception {
        try (EngineFixture engine = EngineFixture.start(options);
                RawWebSocket client = engine.webSocket(EngineFixture.WEBSOCKET_V3)) {
            Thread.sleep(100);
            client.send("2");
            assertThat(client.text()).isEqualTo("3");
            long start = System.nanoTime();
            engine.expect("close ping timeout|");
            assertThat(since(start)).isBetween(730L, 3000L);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Proves({"E48", "E50"})
    void aPeerThatDiesAroundTheUpgradeIsFound(boolean revision3) {
        try (EngineFixture engine = EngineFixture.start(options);
                RawPolling client = engine.polling(revision3 ? EngineFixture.POLLING_V3 : EngineFixture.POLLING)) {
            if (!revision3) {
                assertThat(client.poll().summary()).isEqualTo("200 2"); // a ping whose pong never comes
            }
            try (RawWebSocket webSocket = client.webSocket()) {
                webSocket.send("5");
                engine.expect("upgrade").expect("close ping timeout|");
            }
        }
    }

    @Test
    @Proves("E47")
    void theHeartbeatGoesOnDuringTheUpgrade() {
        try (EngineFixture engine = EngineFixture.start(options);
                RawPolling client = engine.polling();
                RawWebSocket webSocket = client.webSocket()) {
            assertThat(webSocket.send("2probe").text()).isEqualTo("3probe");
            String packets = "";
            while (!packets.contains("2")) {
                packets += client.poll().text();
            }
            client.post("3");
            EngineFixture.await(() -> heartbeats.get() == 1);
            webSocket.send("5");
            engine.expect("upgrade");
            assertThat(webSocket.text()).isEqualTo("2");
            engine.expectNothing();
        }
    }
}
