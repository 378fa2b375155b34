package dev.sockeye.conformance.hazards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sockeye.conformance.wire.Peer;
import dev.sockeye.conformance.wire.RawConnection;
import dev.sockeye.conformance.wire.Witness;
import dev.sockeye.testsupport.wire.HttpAnswer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * A server that hostile clients are let loose on, and a witness that connected before them: after each case it still
 * echoes within 250 ms. The tag of a case is its id in the catalogue of hazards.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HostileSuite {
    static final double WITNESS_MILLIS = 250;

    HostileServer server;
    Peer peer;
    private Witness witness;

    @BeforeAll
    final void startServer() throws Exception {
        server = newServer();
        peer = new Peer(server.port());
        witness = Witness.of(server.port());
        for (int i = 0; i < 200; i++) {
            witness.echoMillis();
        }
        server.closings().clear();
    }

    HostileServer newServer() {
        return HostileServer.start();
    }

    @AfterEach
    final void theWitnessHasNotNoticed() throws Exception {
        assertThat(witness.bestEchoMillis()).as("witness, milliseconds").isLessThan(WITNESS_MILLIS);
        server.closings().clear();
    }

    @AfterAll
    final void stopServer() throws Exception {
        witness.close();
        server.close();
    }

    final Witness witness() {
        return witness;
    }

    // --- what most cases ask

    /** The connection, which is in the main namespace, still does its work. */
    static void assertLive(RawConnection connection) throws IOException {
        assertThat(connection.text("4277[\"echo\",\"live\"]").message()).isEqualTo("4377[\"live\"]");
    }

    static void assertError(HttpAnswer answer, int status, int code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text()).startsWith("{\"code\":" + code + ",\"message\":\"");
        assertThat(answer.header("content-type")).isEqualTo("application/json");
    }

    /** The session takes a packet and answers with 200. */
    final void assertSessionLive(String sid) throws IOException {
        HttpAnswer answer = peer.postTo(sid, "6");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("ok");
    }

    final void assertSessionGone(String sid) throws IOException {
        assertError(peer.poll(sid), 400, 1);
    }

    /** Waits until the session has ended, for the reason. */
    final void awaitClosing(String sid, String reason) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> server.closings().containsKey(sid));
        assertThat(server.closings()).containsEntry(sid, reason);
    }

    /** Waits until a session of this case has ended for the reason. */
    final void awaitClosing(String reason) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(server.closings()).containsValue(reason));
    }

    /** Only the witness is left. */
    final void awaitNobody() {
        await().atMost(Duration.ofSeconds(12))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(server.sessions()).isEqualTo(1));
    }
}
