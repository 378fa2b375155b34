package dev.sockeye.socketio.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sockeye.engineio.CookieOptions;
import dev.sockeye.socketio.server.SocketIoServer;
import dev.sockeye.testsupport.Proves;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Published clients of two servers behind one proxy that takes them in turn. */
@Proves("A41")
final class StickySessionsIT {
    private static final int CLIENTS = 4;

    private final List<AutoCloseable> started = new ArrayList<>();
    private final List<SocketIoServer> servers = new ArrayList<>();

    private <T extends AutoCloseable> T closeLater(T resource) {
        started.add(resource);
        return resource;
    }

    @BeforeEach
    void setUp() {
        RedisProcess redis = closeLater(RedisProcess.start());
        for (int i = 0; i < 2; i++) {
            SocketIoServer server = SocketIoServer.builder()
                    .host("127.0.0.1")
                    .port(0)
                    .engine(engine -> engine.cookie(CookieOptions.defaults()))
                    .options(options -> options.adapter(RedisAdapterFactory.pubSub(redis.uri())))
                    .build();
            server.onConnection(socket -> socket.on("ask", args -> args.ack().send("answer")));
            servers.add(server.start());
            started.add(() -> server.close().join());
        }
        servers.forEach(server -> Mixed.awaitServers(server.sockets().adapter(), 2));
    }

    @AfterEach
    void tearDown() throws Exception {
        for (int i = started.size() - 1; i >= 0; i--) {
            started.get(i).close();
        }
    }

    private NodePeer startProxy(boolean sticky) {
        List<String> urls = servers.stream()
                .map(server -> "http://127.0.0.1:" + server.port())
                .toList();
        return closeLater(NodePeer.start("proxy.mjs", Map.of("servers", urls, "sticky", sticky)));
    }

    private NodePeer connect(NodePeer proxy, List<String> transports) {
        return closeLater(NodePeer.start(
                "client.mjs",
                Map.of(
                        "url",
                        "http://127.0.0.1:" + proxy.call("port", Map.of()),
                        "options",
                        Map.of("transports", transports, "withCredentials", true, "forceNew", true))));
    }

    private void assertThatAllAreServed(List<NodePeer> clients) {
        for (NodePeer client : clients) {
            await().atMost(Mixed.LONG).until(() -> client.events("connected").size() == 1);
            client.call("ask", Map.of());
            await().atMost(Mixed.LONG).until(() -> client.received().size() == 1);
        }
        assertThat(servers)
                .allSatisfy(server -> assertThat(server.sockets().sockets()).hasSize(CLIENTS / 2));
        servers.get(0).emit("n", 1);
        servers.get(1).emit("n", 2);
        for (NodePeer client : clients) {
            await().atMost(Mixed.LONG).until(() -> client.received().size() == 3);
            assertThat(client.events("disconnected")).isEmpty();
            assertThat(client.events("connected")).hasSize(1);
        }
    }

    private List<NodePeer> connectAll(NodePeer proxy, List<String> transports) {
        List<NodePeer> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(connect(proxy, transports));
            int connected = i + 1;
            await().atMost(Mixed.LONG)
                    .until(() -> clients.get(connected - 1).events("connected").size() == 1);
        }
        return clients;
    }

    @Test
    void pollingIsKeptAtItsServerByTheCookie() {
        List<NodePeer> clients = connectAll(startProxy(true), List.of("polling"));

        assertThatAllAreServed(clients);
        assertThat(clients).allSatisfy(client -> assertThat(client.call("transport", Map.of()))
                .isEqualTo("polling"));
    }

    @Test
    void soIsItsUpgrade() {
        List<NodePeer> clients = connectAll(startProxy(true), List.of("polling", "websocket"));

        assertThatAllAreServed(clients);
        for (NodePeer client : clients) {
            await().atMost(Mixed.LONG).until(() -> "websocket".equals(client.call("transport", Map.of())));
        }
    }

    @Test
    void webSocketsAloneNeedNothing() {
        assertThatAllAreServed(connectAll(startProxy(false), List.of("websocket")));
    }

    /** What the others are needed for. */
    @Test
    void pollingThatIsNotKeptAtItsServerIsRefused() {
        NodePeer client = connect(startProxy(false), List.of("polling"));

        await().atMost(Mixed.LONG).until(() -> !client.events("refused").isEmpty());
        assertThat(client.events("connected")).isEmpty();
    }
}
