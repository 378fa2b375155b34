package dev.sockeye.socketio.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.CloseReason;
import dev.sockeye.socketio.ConnectRefusedException;
import dev.sockeye.socketio.Namespace;
import dev.sockeye.socketio.ParentNamespace;
import dev.sockeye.testsupport.Proves;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Namespaces that are made when a client asks for them. */
final class DynamicNamespacesTest {
    private final TestServer server = new TestServer(options -> options.cleanupEmptyChildNamespaces(true));
    private final List<String> seen = new ArrayList<>();

    @AfterEach
    void close() {
        server.close();
    }

    private List<String> names() {
        return server.namespaces.all().stream().map(Namespace::name).sorted().toList();
    }

    @Test
    @Proves({"S68", "S70", "S75"})
    void aPatternMakesNamespacesWithWhatWasRegistered() {
        server.namespaces.onNewNamespace(namespace -> seen.add("new " + namespace.name()));
        ParentNamespace parent = server.namespaces.of(Pattern.compile("^/dynamic-\\d+$"));
        parent.use(socket -> seen.add("middleware " + socket.namespace().name()));
        parent.onConnection(
                socket -> seen.add("connection " + socket.namespace().name()));
        FakeSession session = server.session();
        server.join(session, "/dynamic-1,");
        parent.onConnection(socket -> seen.add("later"));
        FakeSession second = server.session();
        server.join(second, "/dynamic-1,");
        server.receive(second, "40/dynamic-x,");
        assertThat(second.takeSent()).containsExactly("44/dynamic-x,{\"message\":\"Invalid namespace\"}");
        assertThat(seen)
                .containsExactly(
                        "new /dynamic-1",
                        "middleware /dynamic-1",
                        "connection /dynamic-1",
                        "middleware /dynamic-1",
                        "connection /dynamic-1");
        assertThat(parent.children()).hasSize(1);
    }

    @Test
    @Proves("S69")
    void aMatcherDecidesByNameAndAuthInTheOrderOfRegistration() {
        server.namespaces.of((name, auth) -> {
            seen.add("first " + name + " " + auth);
            throw new IllegalStateException("contained");
        });
        CompletableFuture<Boolean> decision = new CompletableFuture<>();
        server.namespaces.of((name, auth) -> decision);
        FakeSession session = server.session();
        server.receive(session, "40/tenant,{\"key\":1}");
        assertThat(session.takeSent()).isEmpty();
        decision.complete(true);
        server.run();
        assertThat(session.takeSent()).singleElement().asString().startsWith("40/tenant,{\"sid\"");
        assertThat(seen).containsExactly("first /tenant " + Map.of("key", 1));
    }

    @Test
    @Proves("S72")
    void twoClientsAtOnceGetOneNamespace() {
        CompletableFuture<Boolean> decision = new CompletableFuture<>();
        server.namespaces.of((name, auth) -> decision);
        server.namespaces.onNewNamespace(namespace -> seen.add(namespace.name()));
        FakeSession first = server.session();
        FakeSession second = server.session();
        server.receive(first, "40/n,");
        server.receive(second, "40/n,");
        decision.complete(true);
        server.run();
        assertThat(seen).containsExactly("/n");
        assertThat(server.namespaces.of("/n").sockets()).hasSize(2);
    }

    @Test
    @Proves("S71")
    void theParentBroadcastsToAllChildren() {
        ParentNamespace parent = server.namespaces.of(Pattern.compile("^/t-"));
        FakeSession a = server.session();
        FakeSession b = server.session();
        server.join(a, "/t-1,");
        server.join(b, "/t-2,");
        server.namespaces.of("/t-2").sockets().iterator().next().join("room");
        parent.emit("all", 1);
        parent.emitTo(List.of("room"), Set.of(), "some");
        server.run();
        assertThat(a.takeSent()).containsExactly("42/t-1,[\"all\",1]");
        assertThat(b.takeSent()).containsExactly("42/t-2,[\"all\",1]", "42/t-2,[\"some\"]");
    }

    @Test
    @Proves("S73")
    void aNameThatMatchesAPatternBecomesAChild() {
        ParentNamespace parent = server.namespaces.of(Pattern.compile("^/dynamic-"));
        assertThat(server.namespaces.of("dynamic-7").name()).isEqualTo("/dynamic-7");
        assertThat(parent.children()).hasSize(1);
    }

    @Test
    @Proves({"S74", "A4"})
    void anEmptyChildIsRemovedAndMadeAnewWhenNeeded() {
        server.namespaces.of(Pattern.compile("^/dynamic-"));
        server.namespaces.of("/fixed");
        FakeSession session = server.session();
        server.join(session, "/dynamic-1,");
        Namespace before = server.namespaces.of("/dynamic-1");
        FakeSession second = server.session();
        server.join(second, "/dynamic-1,");
        server.receive(session, "41/dynamic-1,");
        assertThat(names()).containsExactly("/", "/dynamic-1", "/fixed");
        second.end(CloseReason.TRANSPORT_CLOSE, "");
        server.run();
        assertThat(names()).containsExactly("/", "/fixed");
        server.join(session, "/dynamic-1,");
        assertThat(server.namespaces.of("/dynamic-1")).isNotSameAs(before);
        server.join(session, "/fixed,");
        server.receive(session, "41/fixed,");
        assertThat(names()).contains("/fixed");
    }

    @Test
    @Proves("S74")
    void aChildWhoseOnlyClientIsRefusedIsRemoved() {
        server.namespaces.of(Pattern.compile("^/dynamic-")).use(socket -> {
            throw new ConnectRefusedException("no");
        });
        FakeSession session = server.session();
        server.receive(session, "40/dynamic-1,");
        assertThat(session.takeSent()).containsExactly("44/dynamic-1,{\"message\":\"no\"}");
        assertThat(names()).containsExactly("/");
    }

    @Test
    void aClientThatLeftWhileAMatcherDecidedHoldsNoNamespace() {
        CompletableFuture<Boolean> decision = new CompletableFuture<>();
        server.namespaces.of((name, auth) -> decision);
        FakeSession session = server.session();
        server.receive(session, "40/n,");
        session.end(CloseReason.TRANSPORT_CLOSE, "");
        decision.complete(true);
        server.run();
        assertThat(names()).containsExactly("/");
    }
}
