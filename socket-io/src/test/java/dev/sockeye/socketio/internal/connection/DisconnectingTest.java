package dev.sockeye.socketio.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.CloseReason;
import dev.sockeye.socketio.Ack;
import dev.sockeye.socketio.Socket;
import dev.sockeye.testsupport.Proves;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How sockets end. */
final class DisconnectingTest {
    private final TestServer server = new TestServer();
    private final List<String> seen = new ArrayList<>();
    private FakeSession session;
    private Socket socket;

    @BeforeEach
    void connect() {
        server.main.onConnection(s -> {
            s.onDisconnecting((reason, text) ->
                    seen.add("disconnecting " + reason + s.rooms().size() + s.isConnected()));
            s.onDisconnect((reason, text) ->
                    seen.add("disconnect " + reason + text + s.rooms().size() + s.isConnected()));
        });
        session = server.connect();
        socket = server.main.sockets().iterator().next();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "TRANSPORT_ERROR, transport error",
        "TRANSPORT_CLOSE, transport close",
        "PING_TIMEOUT, ping timeout",
        "PARSE_ERROR, parse error",
        "FORCED_CLOSE, forced close"
    })
    @Proves({"S60", "S61", "S62"})
    void theEndOfTheSessionIsTheReason(CloseReason reason, String text) {
        socket.join("room");
        session.end(reason, " why");
        assertThat(seen).containsExactly("disconnecting " + text + "2true", "disconnect " + text + " why0false");
        assertThat(server.main.sockets()).isEmpty();
        assertThat(server.main.rooms()).isEmpty();
    }

    @Test
    @Proves({"S57", "S62"})
    void theServerDisconnectsOneNamespace() {
        socket.emit("before");
        socket.disconnect();
        socket.emit("after");
        server.run();
        assertThat(session.takeSent()).containsExactly("42[\"before\"]", "41");
        assertThat(session.isOpen()).isTrue();
        assertThat(seen)
                .containsExactly(
                        "disconnecting server namespace disconnect1true",
                        "disconnect server namespace disconnect0false");
        socket.disconnect();
        server.run();
        assertThat(session.takeSent()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void whoLeavesOneNamespaceStaysInTheOthers(int left) {
        List<String> suffixes = new ArrayList<>(List.of("", "/a,", "/b,"));
        List<String> events = new ArrayList<>();
        socket.on("e", args -> events.add(""));
        server.namespaces.of("/a").onConnection(s -> s.on("e", args -> events.add("/a,")));
        server.namespaces.of("/b").onConnection(s -> s.on("e", args -> events.add("/b,")));
        server.join(session, "/a,");
        server.join(session, "/b,");
        server.receive(session, "41" + suffixes.remove(left));
        suffixes.forEach(suffix -> server.receive(session, "42" + suffix + "[\"e\"]"));
        assertThat(events).isEqualTo(suffixes);
        session.end(CloseReason.TRANSPORT_CLOSE, "");
        for (String name : List.of("/", "/a", "/b")) {
            assertThat(server.namespaces.of(name).sockets()).isEmpty();
        }
    }

    @Test
    @Proves("S58")
    void theServerDisconnectsAllNamespacesAndTheConnection() {
        server.namespaces.of("/n").onConnection(s -> s.onDisconnect((reason, text) -> seen.add("/n " + reason)));
        server.join(session, "/n,");
        socket.disconnect(true);
        server.run();
        assertThat(session.takeSent()).containsExactly("41", "41/n,");
        assertThat(session.isOpen()).isFalse();
        assertThat(seen).contains("/n server namespace disconnect").hasSize(3);
    }

    @Test
    @Proves({"S59", "S62"})
    void theClientLeavesANamespaceAndMayComeBackWithANewId() {
        String before = socket.id();
        server.receive(session, "41");
        assertThat(seen).contains("disconnect client namespace disconnect0false");
        assertThat(server.join(session, "")).isNotEqualTo(before);
        assertThat(session.isOpen()).isTrue();
    }

    @Test
    @Proves("S64")
    void anEventBehindTheClientsDisconnectClosesTheConnection() {
        socket.on("e", args -> seen.add("delivered"));
        server.receive(session, "41");
        server.receive(session, "42[\"e\"]");
        assertThat(session.isOpen()).isFalse();
        assertThat(seen).doesNotContain("delivered");
    }

    /** Nothing waits there: listeners are called as packets are read. */
    @Test
    void onTheEventLoopAnEventInFrontOfTheClientsDisconnectIsDelivered() {
        socket.on("e", args -> seen.add("delivered"));
        session.receive("42[\"e\"]");
        session.receive("41");
        server.run();
        assertThat(seen)
                .containsExactly(
                        "delivered",
                        "disconnecting client namespace disconnect1true",
                        "disconnect client namespace disconnect0false");
    }

    @Test
    void onTheEventLoopAListenerThatDisconnectsSeesTheEndBeforeItGoesOn() {
        socket.on("e", args -> {
            socket.disconnect();
            seen.add("on");
        });
        server.receive(session, "42[\"e\"]");
        assertThat(seen)
                .containsExactly(
                        "disconnecting server namespace disconnect1true",
                        "disconnect server namespace disconnect0false",
                        "on");
    }

    @Test
    @Proves("S63")
    void nothingIsJoinedAfterTheEnd() {
        server.receive(session, "41");
        socket.join("room").join();
        assertThat(socket.rooms()).isEmpty();
        assertThat(server.main.rooms()).isEmpty();
    }

    @Test
    void anAcknowledgementAfterTheEndIsNotSent() {
        List<Ack> acks = new ArrayList<>();
        socket.on("e", args -> acks.add(args.ack()));
        server.receive(session, "421[\"e\"]");
        server.receive(session, "41");
        acks.get(0).send("late");
        server.run();
        assertThat(session.takeSent()).isEmpty();
    }

    @Test
    void whatWasSentBeforeTheEndStillArrives() {
        server.main.emit("broadcast");
        socket.emit("single");
        socket.disconnect(true);
        server.main.emit("late");
        server.run();
        assertThat(session.takeSent()).containsExactly("42[\"broadcast\"]", "42[\"single\"]", "41");
    }

    @Test
    void broadcastsSkipASocketThatIsEnding() {
        socket.onDisconnecting((reason, text) -> server.main.emit("ending", Set.of()));
        server.receive(session, "41");
        assertThat(session.takeSent()).isEmpty();
    }

    @Test
    @Proves({"S62", "S81"})
    void theEndOfTheServerTellsSocketsButNotClients() {
        server.namespaces.close().join();
        server.run();
        assertThat(session.takeSent()).isEmpty();
        assertThat(seen)
                .containsExactly("disconnecting server shutting down1true", "disconnect server shutting down0false");
    }
}
