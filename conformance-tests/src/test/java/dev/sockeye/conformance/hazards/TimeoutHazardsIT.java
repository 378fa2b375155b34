package dev.sockeye.conformance.hazards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sockeye.conformance.wire.Peer;
import dev.sockeye.conformance.wire.RawConnection;
import dev.sockeye.conformance.wire.Witness;
import dev.sockeye.testsupport.wire.ClientFrames;
import dev.sockeye.testsupport.wire.Frame;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Clients that let the server's times run out. Each case has a server of its own: they wait side by side. */
final class TimeoutHazardsIT {
    private static final double LATE_SECONDS = 2.5; // what a busy machine may add

    private HostileServer server;
    private Peer peer;
    private Witness witness;

    @BeforeEach
    void start() throws Exception {
        server = HostileServer.start();
        peer = new Peer(server.port());
        witness = Witness.of(server.port());
        for (int i = 0; i < 200; i++) {
            witness.echoMillis();
        }
    }

    @AfterEach
    void theWitnessHasNotNoticed() throws Exception {
        try {
            assertThat(witness.bestEchoMillis()).isLessThan(HostileSuite.WITNESS_MILLIS);
        } finally {
            witness.close();
            server.close();
        }
    }

    private void awaitClosing(String reason) {
        await().atMost(Duration.ofSeconds(12))
                .untilAsserted(() -> assertThat(server.closings()).containsValue(reason));
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @Tag("EN-13")
    void anUpgradeThatIsNotFinishedIsGivenUp() throws Exception {
        String sid = peer.joinedSession();
        AtomicBoolean done = new AtomicBoolean();
        Thread keepAlive = new Thread(() -> pollUntil(sid, done));
        long from = System.nanoTime();
        try (RawConnection connection = peer.connect()) {
            connection.send(Peer.upgrade(Peer.WEBSOCKET + "&sid=" + sid));
            assertThat(connection.answer().status()).isEqualTo(101);
            assertThat(connection.text("2probe").message()).isEqualTo("3probe");
            keepAlive.start();
            assertThat(connection.closeCode()).isIn(0, 1005);
            assertThat(secondsSince(from)).isBetween(2.9, 3 + LATE_SECONDS); // upgradeTimeout is 3 s
            assertThat(peer.postTo(sid, "6").status()).isEqualTo(200);
        } finally {
            done.set(true);
            keepAlive.join();
        }
    }

    private void pollUntil(String sid, AtomicBoolean done) {
        try {
            while (!done.get()) {
                if (peer.poll(sid).text().contains("2")) {
                    peer.postTo(sid, "3");
                }
                Thread.sleep(20);
            }
        } catch (IOException | InterruptedException e) {
            // the session is asked afterwards
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @Tag("EN-14")
    void aClientThatDoesNotAnswerPingsIsDropped() throws Exception {
        long from = System.nanoTime();
        try (RawConnection silent = peer.webSocket()) {
            silent.text("40");
            assertThat(silent.closeCode()).isEqualTo(1005);
            assertThat(secondsSince(from)).isBetween(4.8, 5 + LATE_SECONDS); // pingInterval 3 s + pingTimeout 2 s
        }
        awaitClosing("ping timeout");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @Tag("EN-15")
    void aPollingClientThatVanishesIsDropped() throws Exception {
        String sid = peer.joinedSession();
        awaitClosing("ping timeout");
        assertThat(server.closings()).containsEntry(sid, "ping timeout");
        assertThat(peer.poll(sid).status()).isEqualTo(400);
        await().until(() -> server.sessions() == 1); // the witness
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @Tag("EN-16")
    void aClientThatJoinsNoNamespaceIsDropped() throws Exception {
        long from = System.nanoTime();
        try (RawConnection connection = peer.webSocket()) {
            assertThat(connection.frame().text()).isEqualTo("2");
            connection.text("3");
            assertThat(connection.closeCode()).isEqualTo(1005);
            assertThat(secondsSince(from)).isBetween(3.9, 4 + LATE_SECONDS); // connectTimeout is 4 s
        }
        awaitClosing("forced close");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void eachPongExtendsNothingForever() throws Exception {
        // any packet while a pong is awaited gives time once, not each time
        try (RawConnection connection = peer.webSocket()) {
            connection.text("40");
            connection.frame();
            long from = System.nanoTime();
            while (secondsSince(from) < 12) {
                connection.offer(ClientFrames.text("42[\"nothing\"]"));
                connection.timeout(200);
                try {
                    if (connection.frame().opcode() == Frame.CLOSE) {
                        break;
                    }
                } catch (SocketTimeoutException e) {
                    // nothing yet
                }
            }
            assertThat(secondsSince(from)).isLessThan(11);
        }
        awaitClosing("ping timeout");
    }
}
