package dev.sockeye.socketio.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.CloseReason;
import dev.sockeye.engineio.protocol.ProtocolVersion;
import dev.sockeye.socketio.ConnectRefusedException;
import dev.sockeye.socketio.Socket;
import dev.sockeye.testsupport.Proves;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Socket.IO protocol v5, "Connection to a namespace", and what the reference server does around it. */
final class ConnectingTest {
    private final TestServer server = new TestServer(options -> options.maxNamespacesPerConnection(3));
    private final List<String> seen = new ArrayList<>();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    @Proves({"S1", "S31", "S102"})
    void theClientIsToldBeforeTheListenersOfConnectionsAndAfterMiddlewares() {
        server.main.use(socket -> {
            socket.emit("early");
            seen.add("middleware " + socket.isConnected() + " " + socket.rooms());
        });
        server.main.onConnection(socket -> {
            socket.emit("late");
            seen.add("connection " + socket.isConnected() + " " + socket.rooms().equals(java.util.Set.of(socket.id())));
        });
        FakeSession session = server.session();
        server.receive(session, "40");
        List<String> sent = session.takeSent();
        assertThat(sent).hasSize(3);
        assertThat(sent.get(0)).isEqualTo("42[\"early\"]");
        assertThat(sent.get(1)).matches("40\\{\"sid\":\"[A-Za-z0-9_-]{20}\"}");
        assertThat(sent.get(2)).isEqualTo("42[\"late\"]");
        assertThat(seen).containsExactly("middleware false []", "connection true true");
    }

    @Test
    @Proves({"S2", "S3", "S4"})
    void eachNamespaceHasASocketOfItsOwn() {
        server.namespaces.of("chat");
        FakeSession session = server.connect();
        String chat = server.join(session, "/chat,");
        assertThat(server.namespaces.of("/chat").sockets())
                .singleElement()
                .extracting(Socket::id)
                .isEqualTo(chat);
        assertThat(server.main.socket(chat)).isEmpty();
        server.receive(session, "41/chat,");
        assertThat(session.isOpen()).isTrue();
        assertThat(server.main.sockets()).hasSize(1);
    }

    @Test
    @Proves("S5")
    void anUnknownNamespaceIsRefusedAndTheConnectionStays() {
        FakeSession session = server.session();
        server.receive(session, "40/nope");
        server.receive(session, "40/?x=1");
        assertThat(session.takeSent())
                .containsExactly(
                        "44/nope,{\"message\":\"Invalid namespace\"}", "44/?x=1,{\"message\":\"Invalid namespace\"}");
        assertThat(session.isOpen()).isTrue();
    }

    @Test
    @Proves({"S10", "S11"})
    void aRefusalCarriesMessageAndDataAndUndoesJoins() {
        server.main.use(socket -> {
            socket.join("lobby");
            throw new ConnectRefusedException("not today", Map.of("retry", false));
        });
        FakeSession session = server.session();
        server.receive(session, "40");
        assertThat(session.takeSent()).containsExactly("44{\"message\":\"not today\",\"data\":{\"retry\":false}}");
        assertThat(server.main.rooms()).isEmpty();
        assertThat(session.isOpen()).isTrue();
    }

    @Test
    @Proves("S12")
    void middlewaresDecideOneAfterTheOtherAndMayDecideLater() {
        CompletableFuture<Void> decision = new CompletableFuture<>();
        server.main.use(socket -> seen.add("first"));
        server.main.useAsync(socket -> {
            seen.add("second");
            return decision;
        });
        server.main.use(socket -> seen.add("third"));
        FakeSession session = server.session();
        server.receive(session, "40");
        assertThat(seen).containsExactly("first", "second");
        assertThat(session.takeSent()).isEmpty();
        decision.complete(null);
        server.run();
        assertThat(seen).containsExactly("first", "second", "third");
        assertThat(session.takeSent()).singleElement().asString().startsWith("40");
    }

    @Test
    @Proves("S12")
    void aClientThatLeftMeanwhileIsNeitherConnectedNorDisconnected() {
        CompletableFuture<Void> decision = new CompletableFuture<>();
        server.main.useAsync(socket -> {
            socket.onDisconnect((reason, description) -> seen.add("disconnect"));
            socket.join("lobby");
            return decision;
        });
        server.main.onConnection(socket -> seen.add("connection"));
        FakeSession session = server.session();
        server.receive(session, "40");
        session.end(CloseReason.TRANSPORT_CLOSE, "");
        decision.complete(null);
        server.run();
        assertThat(seen).isEmpty();
        assertThat(server.main.rooms()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "42[\"x\"]", // EVENT before CONNECT
                "430[]",
                "41",
                "44{}", // only servers refuse
                "42/chat,[\"x\"]"
            })
    @Proves({"S66", "S67"})
    void aPacketForANamespaceNotJoinedClosesTheConnection(String packet) {
        FakeSession session = server.session();
        server.receive(session, packet);
        assertThat(session.isOpen()).isFalse();
    }

    @Test
    @Proves("S66")
    void anEventRightBehindConnectClosesTheConnection() {
        server.main.onConnection(socket -> seen.add("connection"));
        FakeSession session = server.session();
        session.receive("40");
        session.receive("42[\"x\"]");
        server.run();
        assertThat(session.isOpen()).isFalse();
        assertThat(seen).isEmpty();
    }

    @Test
    @Proves("S65")
    void aSecondConnectClosesTheConnection() {
        server.main.onConnection(socket -> socket.onDisconnect((reason, description) -> seen.add(reason.toString())));
        FakeSession session = server.connect();
        server.receive(session, "40");
        assertThat(session.isOpen()).isFalse();
        assertThat(seen).containsExactly("forced close");
    }

    @Test
    @Proves({"S62", "S65"})
    void aViolationWhoseCloseIsDeferredEndsSocketsAtOnce() {
        server.main.onConnection(socket -> socket.onDisconnect((reason, description) -> seen.add(reason.toString())));
        FakeSession session = server.connect();
        session.closesLater = true;
        server.receive(session, "40");
        assertThat(seen).containsExactly("forced server close");
    }

    @Test
    @Proves({"S56", "S67"})
    void aMalformedPacketIsToldToTheSocketsBeforeTheConnectionCloses() {
        server.main.onConnection(socket -> {
            socket.onError(error -> seen.add("error " + error.getMessage()));
            socket.onDisconnect((reason, description) -> seen.add(reason.toString()));
        });
        FakeSession session = server.connect();
        server.receive(session, "42{}");
        assertThat(session.isOpen()).isFalse();
        assertThat(seen).containsExactly("error invalid payload", "forced close");
    }

    @Test
    @Proves({"S56", "S62"})
    void afterAMalformedPacketSocketsStayUntilADeferredCloseIsDone() {
        server.main.onConnection(socket -> socket.onDisconnect((reason, description) -> seen.add(reason.toString())));
        FakeSession session = server.connect();
        session.closesLater = true;
        server.receive(session, "4{}");
        assertThat(seen).isEmpty();
        server.receive(session, "42[\"ignored\"]");
        session.end(CloseReason.FORCED_CLOSE, "");
        assertThat(seen).containsExactly("forced close");
    }

    @Test
    @Proves("S9")
    void aConnectionWithoutANamespaceIsClosedInTime() {
        FakeSession idle = server.session();
        FakeSession busy = server.connect();
        server.receive(busy, "41");
        server.advance(Duration.ofSeconds(45));
        assertThat(idle.isOpen()).isFalse();
        assertThat(busy.isOpen()).isTrue();
        assertThat(server.timers.armed()).isZero();
    }

    @Test
    void noMoreNamespacesThanAllowed() {
        for (String name : List.of("/a", "/b", "/c")) {
            server.namespaces.of(name);
        }
        FakeSession session = server.connect();
        server.join(session, "/a,");
        server.join(session, "/b,");
        server.receive(session, "40/c,");
        assertThat(session.takeSent()).containsExactly("44/c,{\"message\":\"too many namespaces\"}");
        assertThat(session.isOpen()).isTrue();
    }

    @Test
    @Proves({"S94", "S95", "S96", "S97"})
    void clientsOfRevision3AreJoinedByTheServer() {
        server.namespaces
                .of("/n")
                .onConnection(socket -> socket.emit("auth", socket.handshake().auth()));
        server.namespaces.of("/deny").use(socket -> {
            throw new ConnectRefusedException("nope");
        });
        server.namespaces.of("/data").use(socket -> {
            throw new ConnectRefusedException("nope", Map.of("x", 1));
        });
        FakeSession session = server.session(ProtocolVersion.V3, 0);
        assertThat(session.takeSent()).isEmpty();
        server.run();
        assertThat(session.takeSent()).containsExactly("40");
        assertThat(server.main.socket(session.id())).isPresent();
        server.receive(session, "40/n?token=a%20b&flag,");
        assertThat(session.takeSent()).containsExactly("40/n,", "42/n,[\"auth\",{\"token\":\"a b\",\"flag\":\"\"}]");
        assertThat(server.namespaces.of("/n").socket("/n#" + session.id())).isPresent();
        server.receive(session, "40/deny,");
        server.receive(session, "40/data,");
        assertThat(session.takeSent()).containsExactly("44/deny,\"nope\"", "44/data,{\"x\":1}");
    }

    @Test
    @Proves("S94")
    void anExplicitConnectOfRevision3ClosesTheConnection() {
        FakeSession session = server.session(ProtocolVersion.V3, 0);
        server.run();
        server.receive(session, "40");
        assertThat(session.isOpen()).isFalse();
    }

    @Test
    @Proves({"S6", "S8"})
    void theHandshakeShowsRequestAndAuth() {
        FakeSession session = server.session();
        server.receive(session, "40{\"token\":\"t\"}");
        Socket socket = server.main.sockets().iterator().next();
        assertThat(socket.handshake().auth()).isEqualTo(Map.of("token", "t"));
        assertThat(socket.handshake().auth(Auth.class)).isEqualTo(new Auth("t"));
        assertThat(socket.handshake().toMap())
                .containsOnlyKeys("headers", "time", "address", "xdomain", "secure", "issued", "url", "query", "auth")
                .containsEntry("time", "Tue Nov 14 2023 22:13:20 GMT+0000 (Coordinated Universal Time)")
                .containsEntry("issued", 1_700_000_000_000L)
                .containsEntry("headers", Map.of("host", "localhost", "cookie", "a=1; b=2"));
    }

    record Auth(String token) {}
}
