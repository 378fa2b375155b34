package dev.sockeye.socketio.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sockeye.socketio.Socket;
import dev.sockeye.socketio.server.SocketIoServer;
import dev.sockeye.testsupport.Proves;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions that go from servers of ours to servers of Node with the published adapter, and back. */
@Proves("A38")
final class NodeRecoveryIT {
    private static final int GROUPS = 1;

    private final List<AutoCloseable> started = new ArrayList<>();
    private RedisProcess redis;
    private NodePeer node;
    private String nodeUrl;

    @BeforeEach
    void setUp() {
        redis = closeLater(RedisProcess.start());
        node = closeLater(NodePeer.start("server.mjs", Map.of("ports", List.of(redis.port()))));
        nodeUrl = "http://127.0.0.1:" + node.call("port", Map.of());
    }

    @AfterEach
    void tearDown() throws Exception {
        for (int i = started.size() - 1; i >= 0; i--) {
            started.get(i).close();
        }
    }

    private <T extends AutoCloseable> T closeLater(T resource) {
        started.add(resource);
        return resource;
    }

    private SocketIoServer startOurs() {
        SocketIoServer server = RecoveryServer.start(redis.uri(), socket -> {
            socket.data().put("kept", "by us");
            socket.join("room");
        });
        started.add(() -> server.close().join());
        Mixed.awaitServers(server.sockets().adapter(), 2);
        Mixed.awaitServers(node, 2);
        return server;
    }

    private NodePeer connect(String url) {
        NodePeer client = closeLater(NodePeer.start("client.mjs", Map.of("url", url)));
        awaitConnections(client, 1);
        return client;
    }

    private static void awaitConnections(NodePeer client, int count) {
        await().atMost(Mixed.LONG).until(() -> client.events("connected").size() == count);
    }

    private static Map<?, ?> last(NodePeer client) {
        List<Map<?, ?>> connected = client.events("connected");
        return connected.get(connected.size() - 1);
    }

    private void emitOfNode(long number) {
        node.call("emit", Map.of("room", "room", "args", List.of("n", number)));
    }

    private static List<Long> numbers(NodePeer client) {
        return client.received().stream()
                .filter(received -> received.args().get(0).equals("n"))
                .map(received -> ((Number) received.args().get(1)).longValue())
                .toList();
    }

    private static void awaitNumbers(NodePeer client, Long... numbers) {
        await().atMost(Mixed.LONG)
                .untilAsserted(() -> assertThat(numbers(client)).containsExactly(numbers));
    }

    private void assertThatNodeResumed(NodePeer client, Object id) {
        assertThat(last(client).get("socket")).isEqualTo(id);
        assertThat(last(client).get("recovered")).isEqualTo(true);
        Map<?, ?> joined = node.events("joined").get(node.events("joined").size() - 1);
        assertThat(joined.get("recovered")).isEqualTo(true);
        assertThat((List<?>) joined.get("rooms"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .containsExactlyInAnyOrder(id, "room");
        assertThat(joined.get("data")).isEqualTo(Map.of("kept", "by us"));
    }

    @Test
    void nodeResumesAClientOfAServerOfOursThatWasStopped() {
        SocketIoServer ours = startOurs();
        NodePeer client = connect("http://127.0.0.1:" + ours.port());
        Object id = last(client).get("socket");
        ours.to("room").emit("n", 0);
        awaitNumbers(client, 0L);

        client.call("redirect", Map.of("url", nodeUrl));
        ours.shutdown(Duration.ofSeconds(1));
        emitOfNode(1);

        awaitConnections(client, 2);
        assertThatNodeResumed(client, id);
        emitOfNode(2);
        awaitNumbers(client, 0L, 1L, 2L);
    }

    @Test
    void nodeResumesAClientOfAServerOfOursThatWasKilled() {
        try (RecoveryServer.Child ours = RecoveryServer.Child.start(redis.uri(), "ours", GROUPS, 600_000)) {
            Mixed.awaitServers(node, 2);
            NodePeer client = connect(ours.url());
            Object id = last(client).get("socket");
            node.call("emit", Map.of("room", String.valueOf(id), "args", List.of("n", 0)));
            awaitNumbers(client, 0L);

            client.call("redirect", Map.of("url", nodeUrl));
            ours.kill();
            node.call("emit", Map.of("room", String.valueOf(id), "args", List.of("n", 1)));

            awaitConnections(client, 2);
            assertThat(last(client).get("socket")).isEqualTo(id);
            assertThat(last(client).get("recovered")).isEqualTo(true);
            node.call("emit", Map.of("room", String.valueOf(id), "args", List.of("n", 2)));
            awaitNumbers(client, 0L, 1L, 2L);
        }
    }

    @Test
    void weResumeAClientOfNodeWhoseConnectionWasLostOrWhoseServerWasStopped() {
        SocketIoServer ours = startOurs();
        String ourUrl = "http://127.0.0.1:" + ours.port();
        NodePeer client = connect(nodeUrl);
        Object id = last(client).get("socket");
        emitOfNode(0);
        awaitNumbers(client, 0L);

        client.call("move", Map.of("url", ourUrl));
        emitOfNode(1);
        awaitConnections(client, 2);
        assertThat(last(client).get("socket")).isEqualTo(id);
        assertThat(last(client).get("recovered")).isEqualTo(true);
        Socket resumed = ours.sockets().socket(String.valueOf(id)).orElseThrow();
        assertThat(resumed.rooms()).containsExactlyInAnyOrder(String.valueOf(id), "room");
        assertThat(resumed.data()).isEqualTo(Map.of("kept", "by Node"));
        ours.to("room").emit("n", 2);
        awaitNumbers(client, 0L, 1L, 2L);

        // And back again, to see it end.
        client.call("move", Map.of("url", nodeUrl));
        awaitConnections(client, 3);
        assertThat(last(client).get("recovered")).isEqualTo(true);
        ours.to("room").emit("n", 3);
        awaitNumbers(client, 0L, 1L, 2L, 3L);
        client.call("redirect", Map.of("url", ourUrl));
        node.send("stop", Map.of());
        awaitConnections(client, 4);
        assertThat(last(client).get("socket")).isEqualTo(id);
        assertThat(last(client).get("recovered")).isEqualTo(true);
        ours.to("room").emit("n", 4);
        awaitNumbers(client, 0L, 1L, 2L, 3L, 4L);
    }
}
