package dev.sockeye.conformance.hazards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sockeye.conformance.wire.Peer;
import dev.sockeye.conformance.wire.RawConnection;
import dev.sockeye.conformance.wire.ServerProcess;
import dev.sockeye.conformance.wire.Witness;
import dev.sockeye.testsupport.wire.ClientFrames;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Clients that want the server's memory, against a JVM with 256 MB of heap and 128 MB of direct memory. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MemoryHazardsIT {
    private final List<RawConnection> connections = new ArrayList<>();
    private ServerProcess server;
    private Peer peer;
    private Witness witness;

    @BeforeAll
    void start() throws Exception {
        List<String> flags = new ArrayList<>(ServerProcess.SMALL);
        flags.addAll(List.of("-Xms256m", "-XX:+AlwaysPreTouch")); // what grows from here on is not the heap
        server = ServerProcess.start(flags, "attack", "0");
        peer = new Peer(server.port());
        witness = Witness.of(server.port());
        for (int i = 0; i < 500; i++) {
            witness.echoMillis();
        }
    }

    @AfterEach
    void theWitnessHasNotNoticed() throws Exception {
        assertThat(server.isAlive()).as("%s", server.log()).isTrue();
        assertThat(witness.bestEchoMillis()).isLessThan(HostileSuite.WITNESS_MILLIS);
        for (RawConnection connection : connections) {
            connection.close();
        }
        connections.clear();
        assertThat(server.log()).doesNotContain("exceptionCaught", "OutOfMemory", "raised an exception", "LEAK");
    }

    @AfterAll
    void stop() throws Exception {
        witness.close();
        server.close();
    }

    private RawConnection keep(RawConnection connection) {
        connections.add(connection);
        return connection;
    }

    @Test
    @Tag("RS-01")
    void clientsThatReadNothingCostNoMoreThanTheLimit() throws Exception {
        long before = server.residentBytes();
        for (int i = 0; i < 20; i++) {
            RawConnection idle = keep(RawConnection.open(server.port(), 4096));
            assertThat(idle.send(Peer.upgrade(Peer.WEBSOCKET)).answer().status())
                    .isEqualTo(101);
            idle.message();
            assertThat(idle.text("40").message()).startsWith("40{");
            idle.text("42[\"flood\",2000,100000]"); // 200 MB
        }
        long most = 0;
        for (int i = 0; i < 20; i++) {
            Thread.sleep(50);
            most = Math.max(most, server.residentBytes());
            assertThat(witness.bestEchoMillis()).isLessThan(HostileSuite.WITNESS_MILLIS);
        }
        assertThat(most - before).as("bytes").isLessThan((20 * 4L + 64) << 20);
        for (RawConnection idle : connections) {
            assertThat(idle.endsWithin(10_000)).isTrue();
        }
    }

    @Test
    @Tag("RS-07")
    void unfinishedBodiesAreRefusedAboveTheBudget() throws Exception {
        String part = "4" + "x".repeat(899_999);
        int refused = 0;
        for (int i = 0; i < 400; i++) { // 360 MB
            String sid = peer.session();
            keep(peer.connect())
                    .offer(("POST " + Peer.POLLING + "&sid=" + sid
                                    + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 950000\r\n\r\n" + part)
                            .getBytes(StandardCharsets.US_ASCII));
        }
        for (RawConnection connection : connections) {
            refused += connection.timeout(1).hasSaidSomething() ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(100);
    }

    @Test
    @Tag("RS-07")
    void unfinishedMessagesAreRefusedAboveTheBudget() throws Exception {
        byte[] part = ClientFrames.concat(ClientFrames.head(0x82, 950_000), new byte[900_000]);
        for (int i = 0; i < 400; i++) { // 360 MB
            keep(peer.webSocket()).offer(part);
        }
        int refused = 0;
        for (RawConnection connection : connections) {
            refused += isTurnedAway(connection) ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(100);
    }

    /** Closed with 1013, or reset while it was still sending; what had to wait too long is closed with 1005. */
    private static boolean isTurnedAway(RawConnection connection) throws IOException {
        try {
            int code = connection.timeout(5).closeCode();
            return code == 1013 || code == 0;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Test
    @Tag("SI-13")
    @Tag("RS-07")
    void unfinishedAttachmentsAreBoundedTogether() throws Exception {
        byte[] attachment = ClientFrames.binary(new byte[900_000]);
        for (int i = 0; i < 60; i++) { // 486 MB
            RawConnection connection = keep(peer.joined());
            connection.offer(ClientFrames.text("4510-[\"x\",{\"_placeholder\":true,\"num\":0}]"));
            for (int k = 0; k < 9; k++) {
                connection.offer(attachment);
            }
        }
    }

    @Test
    @Tag("RS-07")
    void eventsThatWaitForAListenerAreLimitedInBytes() throws Exception {
        byte[] event = ClientFrames.text("42[\"x\",\"" + "x".repeat(900_000) + "\"]");
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < 20; i++) { // 20 x 27 MB behind a listener that takes 3 s
            RawConnection connection = keep(peer.joined());
            Thread writer = new Thread(() -> {
                connection.offer(ClientFrames.text("42[\"block\",3000]"));
                for (int k = 0; k < 30; k++) {
                    connection.offer(event);
                }
            });
            writer.start();
            writers.add(writer);
        }
        Thread.sleep(1500);
        assertThat(witness.bestEchoMillis()).isLessThan(HostileSuite.WITNESS_MILLIS);
        for (Thread writer : writers) {
            writer.join();
        }
    }

    @Test
    @Tag("RS-08")
    void badInputDoesNotFillTheLog() throws Exception {
        int before = server.log().length();
        try (RawConnection http = peer.connect()) {
            for (int i = 0; i < 5000; i++) {
                http.send(Peer.get("/socket.io/?EIO=4&transport=polling&sid=" + "x".repeat(100)));
                http.answer();
            }
        }
        try (RawConnection connection = peer.joined()) {
            for (int i = 0; i < 5000; i++) {
                connection.text("42[\"boom\",\"" + "secret".repeat(20) + "\"]");
            }
            assertThat(connection.text("421[\"echo\"]").message()).isEqualTo("431[]");
        }
        for (int i = 0; i < 200; i++) {
            peer.joined().text("42{").close();
        }
        String log = server.log().substring(before);
        assertThat(log.length()).as("bytes of log for 10,200 bad inputs").isLessThan(400_000);
        assertThat(log).doesNotContain("secretsecret");
    }

    @Test
    @Tag("HT-09")
    void oversizedHeadersLeaveNothingBehind() throws Exception {
        String request = "GET " + Peer.POLLING + " HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(64 * 1024);
        long before = server.residentBytes();
        for (int i = 0; i < 500; i++) {
            try (RawConnection connection = peer.connect()) {
                connection.offer(request.getBytes(StandardCharsets.US_ASCII));
                assertThat(connection.untilEnd()).startsWith("HTTP/1.1 431");
            }
        }
        assertThat(server.residentBytes() - before).isLessThan(64L << 20);
    }

    @Test
    @Tag("RS-04")
    void cutConnectionsLeaveNoDescriptors() throws IOException {
        int before = server.descriptors();
        for (int i = 0; i < 500; i++) {
            RawConnection connection = peer.connect();
            if (i % 4 > 0) {
                connection.send(Peer.upgrade(i % 4 == 1 ? Peer.WEBSOCKET : "/socket.io/?EIO=4&transport=tobi"));
            }
            if (i % 3 == 0) {
                connection.finish();
            }
            connection.reset();
        }
        await().atMost(Duration.ofSeconds(12))
                .untilAsserted(() -> assertThat(server.descriptors()).isLessThanOrEqualTo(before + 2));
    }

    @Test
    @Tag("RS-09")
    void aServerOutOfDescriptorsServesItsClientsAndRecovers() throws Exception {
        try (ServerProcess small = ServerProcess.startWith(
                        List.of("prlimit", "--nofile=200:200"), ServerProcess.SMALL, "attack", "0");
                Witness client = Witness.of(small.port())) {
            Peer other = new Peer(small.port());
            client.echoMillis();
            for (int i = 0; i < 300; i++) {
                keep(other.connect());
            }
            Thread.sleep(300);
            assertThat(client.bestEchoMillis()).isLessThan(HostileSuite.WITNESS_MILLIS);
            for (RawConnection connection : connections) {
                connection.close();
            }
            connections.clear();
            assertThat(other.session()).isNotEmpty(); // the accept waits a second
            assertThat(small.log().lines().filter(line -> line.contains("Too many open files")))
                    .hasSizeLessThan(10);
        }
    }
}
