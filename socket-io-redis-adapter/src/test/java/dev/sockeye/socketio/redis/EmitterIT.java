package dev.sockeye.socketio.redis;

import static dev.sockeye.socketio.redis.Mixed.awaitServers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sockeye.socketio.emitter.EmitterProtocol;
import dev.sockeye.socketio.emitter.RedisEmitter;
import dev.sockeye.socketio.redis.FakeNode.Received;
import dev.sockeye.testsupport.Proves;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Emitters, ours and those of Node, reach the sockets of our servers and of those of Node. */
final class EmitterIT {
    private RedisProcess redis;
    private RedisConnections connections;
    private FakeNode java;
    private NodePeer node;

    @BeforeEach
    void startRedis() {
        redis = RedisProcess.start();
        connections = RedisConnections.standalone(redis.uri());
    }

    @AfterEach
    void stop() {
        if (java != null) {
            java.close();
        }
        if (node != null) {
            node.close();
        }
        connections.close();
        redis.close();
    }

    private void startJava(EmitterProtocol protocol) {
        java = new FakeNode("/")
                .with(
                        switch (protocol) {
                            case PUB_SUB ->
                                RedisAdapterFactory.pubSub(
                                        connections, PubSubOptions.builder().build());
                            case SHARDED ->
                                RedisAdapterFactory.sharded(
                                        connections, ShardedOptions.builder().build());
                            case STREAMS ->
                                RedisAdapterFactory.streams(
                                        connections, StreamsOptions.builder().build());
                        })
                .add("java1", "red")
                .add("java2", "blue");
        awaitServers(java.adapter(), 1);
        assertThat(java.initialized()).succeedsWithin(Mixed.LONG);
    }

    private void startNode(String adapter) {
        node = NodePeer.start(Map.of("adapter", adapter, "ports", List.of(redis.port()), "node", "peer"));
        node.call("add", Map.of("socket", "node1", "rooms", List.of("red")));
        node.call("add", Map.of("socket", "node2", "rooms", List.of("blue")));
        awaitServers(java.adapter(), 2);
        node.drainAll();
    }

    private void assertReached(String event, Received... expected) {
        await().atMost(Mixed.LONG).untilAsserted(() -> {
            List<Received> all = new ArrayList<>(java.received());
            if (node != null) {
                all.addAll(node.received());
            }
            assertThat(all.stream()
                            .filter(one -> one.args().get(0).equals(event))
                            .toList())
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsExactlyInAnyOrder(expected);
        });
    }

    @ParameterizedTest
    @EnumSource(EmitterProtocol.class)
    @Proves({"A23", "A24", "A40"})
    void oursReachesServersOfBothKinds(EmitterProtocol protocol) {
        startJava(protocol);
        startNode(
                switch (protocol) {
                    case PUB_SUB -> "classic";
                    case SHARDED -> "sharded";
                    case STREAMS -> "streams";
                });
        try (RedisEmitter emitter =
                RedisEmitter.builder(protocol).uri(redis.uri()).build()) {
            assertThat(emitter.ready()).succeedsWithin(Mixed.LONG);
            byte[] binary = {1, 2};
            assertThat(emitter.emit("all", 7, binary)).succeedsWithin(Mixed.LONG);
            emitter.to("red").emit("red", "x");
            emitter.in("red", "blue")
                    .except("node1")
                    .volatile_()
                    .compress(false)
                    .emit("except", "y");
            assertReached(
                    "all",
                    new Received("java1", List.of("all", 7, binary)),
                    new Received("java2", List.of("all", 7, binary)),
                    new Received("node1", List.of("all", 7L, binary)),
                    new Received("node2", List.of("all", 7L, binary)));
            assertReached(
                    "red", new Received("java1", List.of("red", "x")), new Received("node1", List.of("red", "x")));
            assertReached(
                    "except",
                    new Received("java1", List.of("except", "y")),
                    new Received("java2", List.of("except", "y")),
                    new Received("node2", List.of("except", "y")));

            emitter.to("red").socketsJoin("green");
            await().atMost(Mixed.LONG)
                    .until(() -> java.roomsOf("java1").contains("green")
                            && node.events("joined").size() == 1);
            emitter.to("green").socketsLeave("green");
            await().atMost(Mixed.LONG)
                    .until(() -> !java.roomsOf("java1").contains("green")
                            && node.events("left").size() == 1);
            emitter.serverSideEmit("server-side", "hi");
            await().atMost(Mixed.LONG)
                    .until(() -> java.serverSideEvents().size() == 1
                            && node.events("server-side").size() == 1);
            emitter.to("blue").disconnectSockets(true);
            await().atMost(Mixed.LONG)
                    .until(() -> java.disconnected().equals(List.of("java2 closed"))
                            && node.events("disconnected").size() == 1);
            assertThatThrownBy(() -> emitter.emit("disconnect"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("\"disconnect\" is a reserved event name");
        }
    }

    @Test
    @Proves({"A23", "A24"})
    void thatOfNodeReachesOurs() {
        startJava(EmitterProtocol.PUB_SUB);
        try (NodePeer emitter =
                NodePeer.start("emitters.mjs", Map.of("emitter", "redis-emitter-5", "port", redis.port()))) {
            byte[] binary = {1, 2};
            emitter.call("emit", Map.of("calls", List.of(List.of("emit", "all", 1, binary))));
            emitter.call("emit", Map.of("calls", List.of(List.of("to", "red"), List.of("emit", "red"))));
            emitter.call(
                    "emit",
                    Map.of(
                            "calls",
                            List.of(List.of("except", "red"), List.of("volatile"), List.of("emit", "not red"))));
            assertReached(
                    "all",
                    new Received("java1", List.of("all", 1, binary)),
                    new Received("java2", List.of("all", 1, binary)));
            assertReached("red", new Received("java1", List.of("red")));
            assertReached("not red", new Received("java2", List.of("not red")));
            emitter.call("emit", Map.of("calls", List.of(List.of("in", "red"), List.of("socketsJoin", "green"))));
            await().atMost(Mixed.LONG).until(() -> java.roomsOf("java1").contains("green"));
            emitter.call("emit", Map.of("calls", List.of(List.of("in", "red"), List.of("socketsLeave", "green"))));
            await().atMost(Mixed.LONG).until(() -> !java.roomsOf("java1").contains("green"));
            emitter.call("emit", Map.of("calls", List.of(List.of("serverSideEmit", "hello", 1))));
            await().atMost(Mixed.LONG).until(() -> java.serverSideEvents().size() == 1);
            emitter.call("emit", Map.of("calls", List.of(List.of("in", "blue"), List.of("disconnectSockets", true))));
            await().atMost(Mixed.LONG).until(() -> java.disconnected().equals(List.of("java2 closed")));
        }
    }

    @Test
    @Proves("A25")
    void theOldOneOfNodeReachesOurs() {
        startJava(EmitterProtocol.PUB_SUB);
        try (NodePeer emitter =
                NodePeer.start("emitters.mjs", Map.of("emitter", "socket.io-emitter-3", "port", redis.port()))) {
            emitter.call("emit", Map.of("calls", List.of(List.of("emit", "all", 1))));
            emitter.call("emit", Map.of("calls", List.of(List.of("to", "red"), List.of("emit", "red"))));
            assertReached("all", new Received("java1", List.of("all", 1)), new Received("java2", List.of("all", 1)));
            assertReached("red", new Received("java1", List.of("red")));
        }
    }

    @Test
    @Proves("A27")
    void broadcastsGoToAndFroWithSocketIo2() {
        startJava(EmitterProtocol.PUB_SUB);
        node = NodePeer.start("peer2.mjs", Map.of("ports", List.of(redis.port())));
        node.call("add", Map.of("socket", "node1", "rooms", List.of("red")));
        java.adapter().broadcast(Mixed.event("ours", 1), dev.sockeye.socketio.adapter.BroadcastOptions.ALL);
        java.adapter().broadcast(Mixed.event("ours red"), Mixed.to("red"));
        node.call("broadcast", Map.of("args", List.of("theirs", 2)));
        node.call("broadcast", Map.of("target", Map.of("rooms", List.of("red")), "args", List.of("theirs red")));
        await().atMost(Mixed.LONG).untilAsserted(() -> {
            assertThat(node.received())
                    .extracting(one -> one.args().get(0))
                    .containsExactlyInAnyOrder("ours", "ours red", "theirs", "theirs red");
            assertThat(java.received())
                    .extracting(one -> one.socket() + " " + one.args().get(0))
                    .containsExactlyInAnyOrder(
                            "java1 ours",
                            "java2 ours",
                            "java1 ours red",
                            "java1 theirs",
                            "java2 theirs",
                            "java1 theirs red");
        });
    }

    @Test
    @Proves({"A26", "A20"})
    void requestsOfSocketIoRedis6AreUnderstood() {
        startJava(EmitterProtocol.PUB_SUB);
        startNode("socket.io-redis-6");
        java.adapter().broadcast(Mixed.event("ours"), Mixed.to("red"));
        node.call("broadcast", Map.of("target", Map.of("rooms", List.of("blue")), "args", List.of("theirs")));
        assertReached("ours", new Received("java1", List.of("ours")), new Received("node1", List.of("ours")));
        assertReached("theirs", new Received("java2", List.of("theirs")), new Received("node2", List.of("theirs")));

        assertThat((List<?>) node.call("sockets", Map.of()))
                .map(String::valueOf)
                .containsExactlyInAnyOrder("java1", "java2", "node1", "node2");
        assertThat((List<?>) node.call("allRooms", Map.of()))
                .map(String::valueOf)
                .contains("java1", "red", "blue");
        node.call("old", Map.of("method", "remoteJoin", "args", List.of("java1", "green")));
        assertThat(java.roomsOf("java1")).contains("green");
        node.call("old", Map.of("method", "remoteLeave", "args", List.of("java1", "green")));
        assertThat(java.roomsOf("java1")).doesNotContain("green");
        node.call("old", Map.of("method", "remoteDisconnect", "args", List.of("java2", true)));
        assertThat(java.disconnected()).containsExactly("java2 closed");
    }
}
