package dev.sockeye.conformance.hazards;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sockeye.conformance.wire.Peer;
import dev.sockeye.conformance.wire.RawConnection;
import dev.sockeye.engineio.EngineIoOptions;
import dev.sockeye.socketio.RecoveryOptions;
import dev.sockeye.socketio.Socket;
import dev.sockeye.socketio.SocketIoOptions;
import dev.sockeye.socketio.parser.ParserOptions;
import dev.sockeye.socketio.parser.Parsers;
import dev.sockeye.testsupport.wire.ClientFrames;
import dev.sockeye.testsupport.wire.Frame;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads the table of {@code docs/limits.md}: each default is the code's, and each bound does what is said there. */
final class LimitsIT {
    private static final Duration SHORT = Duration.ofMillis(300);

    @FunctionalInterface
    private interface Trial {
        void run() throws Exception;
    }

    @FunctionalInterface
    private interface Attempt {
        void run(HostileServer server, Peer peer) throws Exception;
    }

    private record Row(String option, String of, String byDefault) {}

    static List<Row> rows() throws Exception {
        Path table = Path.of("..", "docs", "limits.md");
        return Files.readAllLines(table).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|"))
                .map(cells -> new Row(cells[1].strip().replace("`", ""), cells[2].strip(), cells[3].strip()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theDefaultIsThatOfTheCode(Row row) throws Exception {
        Object options =
                switch (row.of) {
                    case "engine" -> EngineIoOptions.defaults();
                    case "socket" -> SocketIoOptions.defaults();
                    case "parser" -> ParserOptions.defaults();
                    case "recovery" -> RecoveryOptions.defaults();
                    default -> throw new AssertionError(row.of);
                };
        Object value = options.getClass().getMethod(row.option).invoke(options);
        if (row.byDefault.equals("a quarter of the heap")) {
            assertThat(value).isEqualTo(Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 4));
        } else {
            assertThat(text(value)).isEqualTo(row.byDefault);
        }
    }

    private static String text(Object value) {
        if (value instanceof Duration duration) {
            return duration.toSeconds() + " s";
        }
        long number = ((Number) value).longValue();
        if (number == Integer.MAX_VALUE || number == Long.MAX_VALUE) {
            return "unlimited";
        }
        return number % (1 << 20) == 0 ? (number >> 20) + " MiB" : String.format(Locale.ROOT, "%,d", number);
    }

    @Test
    void eachRowHasATrial() throws Exception {
        assertThat(TRIALS.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        rows().stream().map(row -> row.of + " " + row.option).toList());
    }

    static Stream<String> trials() {
        return TRIALS.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("trials")
    void theBoundDoesWhatIsSaid(String name) throws Exception {
        TRIALS.get(name).run();
    }

    // --- the trials

    private static final Map<String, Trial> TRIALS = Map.ofEntries(
            entry("engine maxHttpBufferSize", engine(o -> o.maxHttpBufferSize(100), (server, peer) -> {
                String sid = peer.session();
                assertThat(peer.postTo(sid, "4" + "x".repeat(99)).status()).isEqualTo(200);
                sid = peer.session();
                assertThat(peer.postTo(sid, "4" + "x".repeat(100)).status()).isEqualTo(413);
                try (RawConnection connection = peer.webSocket()) {
                    assertThat(connection
                                    .offer(ClientFrames.text("x".repeat(101)))
                                    .closeCode())
                            .isEqualTo(1009);
                }
            })),
            entry("engine maxBufferedBytes", engine(o -> o.maxBufferedBytes(200_000), (server, peer) -> {
                String sid = peer.joinedSession();
                peer.postTo(sid, "42[\"flood\",30,10000]");
                awaitClosing(server, "transport error");
            })),
            entry("engine maxSessions", engine(o -> o.maxSessions(2), LimitsIT::assertTwoSessions)),
            entry("engine maxSessionsPerAddress", engine(o -> o.maxSessionsPerAddress(2), LimitsIT::assertTwoSessions)),
            entry("engine maxPendingInputBytes", engine(o -> o.maxPendingInputBytes(10_000), (server, peer) -> {
                String sid = peer.session();
                String post = Peer.post(Peer.POLLING + "&sid=" + sid, "4" + "x".repeat(50_000));
                assertThat(peer.ask(post).status()).isEqualTo(503);
                try (RawConnection connection = peer.webSocket()) {
                    connection.offer(ClientFrames.concat(ClientFrames.head(0x82, 90_000), new byte[50_000]));
                    assertThat(connection.closeCode()).isEqualTo(1013);
                }
                assertThat(server.io().engine().pendingInputBytes()).isZero();
            })),
            entry("engine headerTimeout", engine(o -> o.headerTimeout(SHORT), (server, peer) -> {
                try (RawConnection connection = peer.connect()) {
                    assertThat(connection.send("GET / HTTP/1.1\r\n").answer().status())
                            .isEqualTo(408);
                }
            })),
            entry("engine bodyTimeout", engine(o -> o.bodyTimeout(SHORT), (server, peer) -> {
                String post = Peer.post(Peer.POLLING + "&sid=" + peer.session(), "4hello");
                try (RawConnection connection = peer.connect()) {
                    assertThat(connection
                                    .send(post.substring(0, post.length() - 1))
                                    .answer()
                                    .status())
                            .isEqualTo(408);
                }
            })),
            entry("engine keepAliveTimeout", engine(o -> o.keepAliveTimeout(SHORT), (server, peer) -> {
                try (RawConnection connection = peer.connect()) {
                    connection.send(Peer.get(Peer.POLLING)).answer();
                    assertThat(connection.timeout(5000).untilEnd()).isEmpty();
                }
            })),
            entry("engine upgradeTimeout", engine(o -> o.upgradeTimeout(SHORT), (server, peer) -> {
                String sid = peer.session();
                try (RawConnection connection = peer.connect()) {
                    connection
                            .send(Peer.upgrade(Peer.WEBSOCKET + "&sid=" + sid))
                            .answer();
                    assertThat(connection.timeout(2500).closeCode()).isIn(0, 1005);
                }
                assertThat(peer.postTo(sid, "6").status()).isEqualTo(200);
            })),
            entry("engine pingTimeout", engine(o -> o.pingInterval(SHORT).pingTimeout(SHORT), (server, peer) -> {
                peer.joined();
                awaitClosing(server, "ping timeout");
            })),
            entry("socket connectTimeout", socket(o -> o.connectTimeout(SHORT), (server, peer) -> {
                try (RawConnection connection = peer.webSocket()) {
                    assertThat(connection.timeout(2500).closeCode()).isEqualTo(1005);
                }
            })),
            entry("socket ackTimeout", socket(o -> o.ackTimeout(SHORT), (server, peer) -> {
                CompletableFuture<?> answer = join(server, peer).emitWithAck("never answered");
                assertThatThrownBy(() -> answer.get(5, TimeUnit.SECONDS)).hasMessageContaining("AckTimeout");
            })),
            entry("socket maxPendingAcks", socket(o -> o.maxPendingAcks(3), (server, peer) -> {
                Socket socket = join(server, peer);
                for (int i = 0; i < 3; i++) {
                    assertThat(socket.emitWithAck("never answered")).isNotDone();
                }
                assertThat(socket.emitWithAck("one too many")).isCompletedExceptionally();
            })),
            entry("socket maxNamespacesPerConnection", socket(o -> o.maxNamespacesPerConnection(1), (server, peer) -> {
                server.io().of("/second");
                try (RawConnection connection = peer.joined()) {
                    assertThat(connection.text("40/second,").message())
                            .isEqualTo("44/second,{\"message\":\"too many namespaces\"}");
                }
            })),
            entry("socket maxRoomsPerSocket", socket(o -> o.maxRoomsPerSocket(5), (server, peer) -> {
                try (RawConnection connection = peer.joined()) {
                    assertThat(connection.text("421[\"join-many\",9]").message())
                            .isEqualTo("431[\"refused\",5]");
                }
            })),
            entry("socket mailboxCapacity", socket(o -> o.mailboxCapacity(10), (server, peer) -> {
                assertPauses(peer, 12, 1);
            })),
            entry("socket mailboxBytes", socket(o -> o.mailboxBytes(10_000), (server, peer) -> {
                assertPauses(peer, 3, 5000);
            })),
            entry("socket maxWaitingInputBytes", socket(o -> o.maxWaitingInputBytes(10_000), (server, peer) -> {
                assertCloses(peer, "452-[\"x\"]", 20_000);
                assertCloses(peer, "42[\"x\",\"" + "x".repeat(20_000) + "\"]", 0);
            })),
            entry("parser maxAttachments", parser(o -> o.maxAttachments(2), (server, peer) -> {
                assertCloses(peer, "453-[\"x\"]", 0);
            })),
            entry("parser maxAttachmentBytes", parser(o -> o.maxAttachmentBytes(100), (server, peer) -> {
                assertCloses(peer, "452-[\"x\"]", 101);
            })),
            entry("parser maxDepth", parser(o -> o.maxDepth(3), (server, peer) -> {
                try (RawConnection connection = peer.joined()) {
                    assertThat(connection.text("421[\"echo\",[[]]]").message()).isEqualTo("431[[[]]]");
                }
                assertCloses(peer, "421[\"echo\",[[[]]]]", 0);
            })),
            entry("parser maxNumberLength", parser(o -> o.maxNumberLength(5), (server, peer) -> {
                try (RawConnection connection = peer.joined()) {
                    assertThat(connection.text("421[\"echo\",12345]").message()).isEqualTo("431[12345]");
                }
                assertCloses(peer, "421[\"echo\",123456]", 0);
            })),
            entry("parser maxStringBytes", parser(o -> o.maxStringBytes(5), (server, peer) -> {
                try (RawConnection connection = peer.joined()) {
                    assertThat(connection.text("421[\"echo\",\"12345\"]").message())
                            .isEqualTo("431[\"12345\"]");
                }
                assertCloses(peer, "421[\"echo\",\"123456\"]", 0);
            })),
            entry(
                    "recovery maxDisconnectionDuration",
                    recovery(new RecoveryOptions(SHORT, true, 100, 10_000, 100), 600)),
            entry("recovery maxPackets", recovery(new RecoveryOptions(Duration.ofMinutes(1), true, 3, 10_000, 100), 0)),
            entry("recovery maxBytes", recovery(new RecoveryOptions(Duration.ofMinutes(1), true, 100, 200, 100), 0)),
            entry(
                    "recovery maxSessions",
                    recovery(new RecoveryOptions(Duration.ofMinutes(1), true, 100, 10_000, 1), 0)));

    private static Trial engine(Consumer<EngineIoOptions.Builder> change, Attempt attempt) {
        return run(change, options -> {}, attempt);
    }

    private static Trial socket(Consumer<SocketIoOptions.Builder> change, Attempt attempt) {
        return run(engine -> {}, change, attempt);
    }

    private static Trial parser(Consumer<ParserOptions.Builder> change, Attempt attempt) {
        ParserOptions.Builder builder = ParserOptions.builder();
        change.accept(builder);
        return run(engine -> {}, options -> options.parser(Parsers.json(builder.build())), attempt);
    }

    private static Trial run(
            Consumer<EngineIoOptions.Builder> engine, Consumer<SocketIoOptions.Builder> options, Attempt attempt) {
        return () -> {
            try (HostileServer server = HostileServer.start(engine, options)) {
                attempt.run(server, new Peer(server.port()));
            }
        };
    }

    /** A client that is away while others are too, and while ten events are sent, is not recovered. */
    private static Trial recovery(RecoveryOptions recovery, long millis) {
        return run(engine -> {}, options -> options.connectionStateRecovery(recovery), (server, peer) -> {
            RawConnection first = peer.webSocket();
            String joined = first.text("40").message();
            String event = first.text("42[\"echo\",\"x\"]").message();
            String offset = event.substring(event.lastIndexOf(',') + 1, event.length() - 1);
            RawConnection second = peer.joined();
            first.reset();
            await().until(() -> server.sessions() == 1);
            second.reset();
            await().until(() -> server.sessions() == 0);
            for (int i = 0; i < 10; i++) {
                server.io().emit("missed", "x".repeat(50));
            }
            Thread.sleep(millis);
            try (RawConnection again = peer.webSocket()) {
                String pid = joined.replaceFirst(".*\"pid\":\"([^\"]*)\".*", "$1");
                String reply = again.text("40{\"pid\":\"" + pid + "\",\"offset\":" + offset + "}")
                        .message();
                assertThat(reply).startsWith("40{");
                assertThat(Peer.sid(reply)).isNotEqualTo(Peer.sid(joined));
            }
        });
    }

    private static void assertTwoSessions(HostileServer server, Peer peer) throws Exception {
        String sid = peer.session();
        peer.session();
        assertThat(peer.ask(Peer.get(Peer.POLLING)).status()).isEqualTo(503);
        assertThat(peer.ask(Peer.upgrade(Peer.WEBSOCKET)).status()).isEqualTo(503);
        peer.postTo(sid, "1");
        await().until(() -> server.sessions() == 1);
        peer.session();
    }

    /** Behind a listener that takes its time, not even a ping is read; everything is, later. */
    private static void assertPauses(Peer peer, int events, int bytes) throws Exception {
        try (RawConnection connection = peer.joined()) {
            connection.text("42[\"block\",1500]");
            for (int i = 0; i < events; i++) {
                connection.text("42[\"x\",\"" + "x".repeat(bytes) + "\"]");
            }
            Thread.sleep(100);
            connection.send(ClientFrames.frame(0x89, (byte) 'p')).timeout(200);
            assertThatThrownBy(connection::frame).isInstanceOf(SocketTimeoutException.class);
            assertThat(connection.timeout(5000).frame().opcode()).isEqualTo(Frame.PONG);
        }
    }

    private static void assertCloses(Peer peer, String message, int attachmentBytes) throws Exception {
        try (RawConnection connection = peer.joined()) {
            connection.text(message);
            if (attachmentBytes > 0) {
                connection.offer(ClientFrames.binary(new byte[attachmentBytes]));
            }
            assertThat(connection.timeout(2500).closeCode()).isEqualTo(1005);
        }
    }

    private static Socket join(HostileServer server, Peer peer) throws Exception {
        CompletableFuture<Socket> joined = new CompletableFuture<>();
        server.io().onConnection(joined::complete);
        peer.joined();
        return joined.get(5, TimeUnit.SECONDS);
    }

    private static void awaitClosing(HostileServer server, String reason) {
        await().untilAsserted(() -> assertThat(server.closings()).containsValue(reason));
    }
}
