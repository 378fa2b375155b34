package dev.sockeye.conformance.hazards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sockeye.conformance.wire.Peer;
import dev.sockeye.conformance.wire.RawConnection;
import dev.sockeye.conformance.wire.ServerProcess;
import dev.sockeye.conformance.wire.Witness;
import dev.sockeye.engineio.server.TlsOptions;
import dev.sockeye.socketio.DisconnectReason;
import dev.sockeye.socketio.server.SocketIoServer;
import dev.sockeye.testsupport.TestCertificate;
import dev.sockeye.testsupport.wire.RawWebSocket;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting, stopping and misbehaving listeners. */
final class OperationHazardsIT {
    private static List<String> serverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("sockeye-") || name.startsWith("socket.io-timer"))
                .toList();
    }

    private static void awaitNoMoreThreadsThan(List<String> before) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(serverThreads()).hasSizeLessThanOrEqualTo(before.size()));
    }

    @Test
    @Tag("OP-01")
    void whatWasEmittedBeforeTheGracefulEndArrives() throws Exception {
        int clients = 100;
        int messages = 200;
        List<RawConnection> connections = new ArrayList<>();
        List<DisconnectReason> reasons = new CopyOnWriteArrayList<>();
        HostileServer server = HostileServer.start();
        server.io().onConnection(socket -> socket.onDisconnect((reason, description) -> reasons.add(reason)));
        Peer peer = new Peer(server.port());
        for (int i = 0; i < clients; i++) {
            connections.add(peer.joined());
        }
        for (int i = 0; i < messages; i++) {
            server.io().emit("n", i);
        }
        CompletableFuture<Void> ended = server.io().shutdown(Duration.ofSeconds(4));
        assertThatThrownBy(peer::session).isInstanceOf(IOException.class);
        for (RawConnection connection : connections) {
            for (int i = 0; i < messages; i++) {
                assertThat(connection.message()).isEqualTo("42[\"n\"," + i + "]");
            }
            assertThatThrownBy(connection::message)
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("1005");
            connection.close();
        }
        ended.get(6, TimeUnit.SECONDS);
        await().untilAsserted(
                        () -> assertThat(reasons).hasSize(clients).containsOnly(DisconnectReason.SERVER_SHUTTING_DOWN));
    }

    @Test
    @Tag("OP-01")
    void theProcessEndsOnSigterm() throws Exception {
        try (ServerProcess server = ServerProcess.start(ServerProcess.SMALL, "attack", "0")) {
            Peer peer = new Peer(server.port());
            List<RawConnection> connections = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                connections.add(peer.joined());
                connections.get(i).text("42[\"flood\",100,1000]");
            }
            assertThat(server.terminate(10)).isZero();
            for (RawConnection connection : connections) {
                assertThat(connection.endsWithin(2000)).isTrue();
            }
        }
    }

    @Test
    @Tag("OP-02")
    void aTakenPortLeavesNothingBehind() throws Exception {
        try (HostileServer server = HostileServer.start()) {
            List<String> before = serverThreads();
            for (int i = 0; i < 5; i++) {
                SocketIoServer second = SocketIoServer.builder()
                        .host("127.0.0.1")
                        .port(server.port())
                        .build();
                assertThatThrownBy(second::start).isInstanceOf(UncheckedIOException.class);
                second.close().get(10, TimeUnit.SECONDS);
            }
            awaitNoMoreThreadsThan(before);
            assertThat(new Peer(server.port()).session()).isNotEmpty();
        }
    }

    @Test
    @Tag("OP-03")
    void aNewCertificateIsUsedFromTheNextHandshakeOn(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("server.p12");
        SSLContext first = TestCertificate.create("first", file).trusting();
        SocketIoServer server = SocketIoServer.builder()
                .host("127.0.0.1")
                .port(0)
                .tls(TlsOptions.keyStore(file, TestCertificate.PASSWORD))
                .build();
        server.onConnection(socket -> socket.on("echo", args -> args.ack().send(args.raw())));
        server.start();
        try (SSLSocket old = TestCertificate.connect(first, server.port());
                RawWebSocket client =
                        RawWebSocket.over(dev.sockeye.testsupport.wire.RawConnection.over(old), Peer.WEBSOCKET)) {
            client.text();
            client.send("40").text();
            SSLContext second = TestCertificate.create("second", file).trusting();
            server.engine().reloadTls();
            TestCertificate.connect(second, server.port()).close();
            assertThatThrownBy(() -> TestCertificate.connect(first, server.port()))
                    .isInstanceOf(SSLException.class);
            assertThat(client.send("421[\"echo\",\"still here\"]").text()).isEqualTo("431[\"still here\"]");
        } finally {
            server.close().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    @Tag("OP-05")
    void closingTwiceOrBeforeTheStartDoesNoHarm() throws Exception {
        List<String> before = serverThreads();
        SocketIoServer never = SocketIoServer.builder().port(0).build();
        never.close().get(10, TimeUnit.SECONDS);
        never.close().get(10, TimeUnit.SECONDS);
        HostileServer server = HostileServer.start();
        new Peer(server.port()).joined();
        List<CompletableFuture<Void>> closings = new CopyOnWriteArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread thread = new Thread(() -> closings.add(server.io().close()));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (CompletableFuture<Void> closing : closings) {
            closing.get(10, TimeUnit.SECONDS);
        }
        awaitNoMoreThreadsThan(before);
    }

    @Test
    @Tag("OP-06")
    void closingWhileUpgradesAreUnderWayEndsAllConnections() throws Exception {
        HostileServer server = HostileServer.start();
        Peer peer = new Peer(server.port());
        List<RawConnection> connections = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String sid = peer.session();
            RawConnection connection = peer.connect().send(Peer.upgrade(Peer.WEBSOCKET + "&sid=" + sid));
            if (i % 2 == 0) {
                connection.answer();
                connection.text("2probe");
            }
            connections.add(connection);
        }
        server.io().close().get(10, TimeUnit.SECONDS);
        for (RawConnection connection : connections) {
            assertThat(connection.endsWithin(3000)).isTrue();
            connection.close();
        }
        assertThat(server.sessions()).isZero();
    }

    @Test
    @Tag("RS-06")
    void listenersThatBlockOrNeverEndHarmNobodyElse() throws Exception {
        try (HostileServer server = HostileServer.start();
                Witness witness = Witness.of(server.port())) {
            Peer peer = new Peer(server.port());
            for (int i = 0; i < 300; i++) {
                witness.echoMillis();
            }
            List<RawConnection> connections = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                connections.add(peer.joined()
                        .text("42[\"block\",1500]")
                        .text("42[\"boom\"]")
                        .text("42[\"never\"]"));
            }
            List<Double> echoes = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                echoes.add(witness.bestEchoMillis());
                Thread.sleep(10);
            }
            echoes.sort(null);
            // If it had to wait for the others, most would take long; bin/endurance isolation looks at 99 of 100.
            assertThat(echoes.get(echoes.size() * 9 / 10)).as("milliseconds").isLessThan(50);
            for (RawConnection connection : connections) {
                connection.close();
            }
        }
    }

    @Test
    @Tag("RS-02")
    @Tag("RS-03")
    void roomsOfSocketsThatAreGoneAreGone() throws Exception {
        try (HostileServer server = HostileServer.start()) {
            Peer peer = new Peer(server.port());
            server.io().onConnection(socket -> {
                for (int t = 0; t < 2; t++) {
                    new Thread(() -> {
                                for (int i = 0; i < 2000; i++) {
                                    socket.join("room-" + i);
                                    socket.leave("room-" + (i - 10));
                                }
                            })
                            .start();
                }
            });
            for (int i = 0; i < 30; i++) {
                RawConnection connection = peer.joined();
                if (i % 2 == 0) {
                    connection.reset();
                } else {
                    connection.text("41").close();
                }
            }
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(server.io().sockets().sockets()).isEmpty();
                assertThat(server.io().sockets().rooms()).isEmpty();
            });
        }
    }

    @Test
    @Tag("RS-10")
    void anAddressMayBeHeldToAFewSessions() throws Exception {
        try (HostileServer server = HostileServer.start(engine -> engine.maxSessionsPerAddress(10), options -> {})) {
            Peer peer = new Peer(server.port());
            int refused = 0;
            for (int i = 0; i < 100; i++) {
                refused += peer.ask(Peer.get(Peer.POLLING)).status() == 503 ? 1 : 0;
            }
            assertThat(refused).isEqualTo(90);
            assertThat(server.sessions()).isEqualTo(10);
        }
    }
}
