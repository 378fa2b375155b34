package dev.sockeye.socketio.redis;

import static dev.sockeye.socketio.redis.Mixed.awaitServers;
import static dev.sockeye.socketio.redis.Mixed.event;
import static dev.sockeye.socketio.redis.Mixed.except;
import static dev.sockeye.socketio.redis.Mixed.get;
import static dev.sockeye.socketio.redis.Mixed.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.BroadcastOptions.Flags;
import dev.sockeye.socketio.adapter.ClusterTimeoutException;
import dev.sockeye.socketio.adapter.SocketSnapshot;
import dev.sockeye.socketio.adapter.cluster.ClusterAdapter;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.redis.FakeNode.Received;
import dev.sockeye.testsupport.Proves;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One server of ours and one of Node in a cluster: every operation, both ways. One subclass per kind of adapter. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MixedClusterContract {
    /** Ids as long as those of real sockets, which adapters look at. */
    static final String JAVA_1 = "javaSocketNumberOne1";

    static final String JAVA_2 = "javaSocketNumberTwo2";
    static final String NODE_1 = "nodeSocketNumberOne1";
    static final String NODE_2 = "nodeSocketNumberTwo2";

    static final byte[] BINARY = {0, 1, (byte) 0xff};

    FakeNode java;
    NodePeer node;
    RedisProcess redis;
    RedisConnections connections;
    /** Broadcasts with acknowledgements whose time is not over at the end of a test. */
    private int unforgotten;

    void startBroker() {
        redis = RedisProcess.start();
        connections = RedisConnections.standalone(redis.uri());
    }

    void stopBroker() {
        connections.close();
        redis.close();
    }

    /** Starts the server of Node. */
    abstract NodePeer startPeer();

    abstract RedisAdapterFactory newFactory();

    @BeforeAll
    void startBrokerAndNode() {
        startBroker();
        node = startPeer();
    }

    @AfterAll
    void stopNodeAndBroker() {
        if (node != null) {
            node.close();
        }
        stopBroker();
    }

    @BeforeEach
    void setUp() throws Exception {
        java = new FakeNode("/").with(newFactory());
        awaitServers(java.adapter(), 2);
        awaitServers(node, 2);
        java.add(JAVA_1, "red", "all").add(JAVA_2, "blue", "all");
        node.call("add", Map.of("socket", NODE_1, "rooms", List.of("red", "all")));
        node.call("add", Map.of("socket", NODE_2, "rooms", List.of("blue", "all"), "data", Map.of("bin", BINARY)));
        settle();
        node.drainAll();
        unforgotten = 0;
    }

    /** Waits for subscriptions of rooms. */
    void settle() throws Exception {}

    @AfterEach
    void tearDown() {
        node.call("remove", Map.of("socket", NODE_1));
        node.call("remove", Map.of("socket", NODE_2));
        int left = ((ClusterAdapter) java.adapter()).pendingRequests();
        java.close();
        awaitServers(node, 1);
        assertThat(left).as("requests left over").isLessThanOrEqualTo(unforgotten);
    }

    static Received got(String socket, Object... args) {
        return new Received(socket, List.of(args));
    }

    void assertReceived(List<Received> onJava, List<Received> onNode) {
        await().atMost(Mixed.LONG).untilAsserted(() -> {
            assertThat(java.received())
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsAll(onJava);
            assertThat(node.received())
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsAll(onNode);
        });
        // What should not arrive would have by the time that a later message has.
        java.adapter().broadcast(event("barrier"), except(BroadcastOptions.ALL));
        await().atMost(Mixed.LONG).until(() -> node.received().stream()
                .anyMatch(received -> received.args().get(0).equals("barrier")));
        node.call("broadcast", Map.of("args", List.of("barrier back")));
        await().atMost(Mixed.LONG).until(() -> java.received().stream()
                .anyMatch(received -> received.args().get(0).equals("barrier back")));
        assertThat(withoutBarriers(java.received()))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactlyInAnyOrderElementsOf(onJava);
        assertThat(withoutBarriers(node.received()))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactlyInAnyOrderElementsOf(onNode);
    }

    private static List<Received> withoutBarriers(List<Received> received) {
        return received.stream()
                .filter(one -> !String.valueOf(one.args().get(0)).startsWith("barrier"))
                .toList();
    }

    @Test
    @Proves("A7")
    void aBroadcastOfOursReachesAllSockets() {
        java.adapter().broadcast(event("hello", 1L, "two", Map.of("three", List.of(true, 4.5))), BroadcastOptions.ALL);

        Object[] args = {"hello", 1L, "two", Map.of("three", List.of(true, 4.5))};
        assertReceived(List.of(got(JAVA_1, args), got(JAVA_2, args)), List.of(got(NODE_1, args), got(NODE_2, args)));
    }

    @Test
    @Proves("A7")
    void aBroadcastOfNodeReachesAllSockets() {
        node.call("broadcast", Map.of("args", List.of("hello", 1, "two", Map.of("three", List.of(true, 4.5)))));

        assertThat(java.received()).isNotNull();
        await().atMost(Mixed.LONG).untilAsserted(() -> assertThat(java.received())
                .extracting(Received::socket)
                .containsExactlyInAnyOrder(JAVA_1, JAVA_2));
        assertThat(java.received().get(0).args().toString()).isEqualTo("[hello, 1, two, {three=[true, 4.5]}]");
    }

    @Test
    @Proves({"A7", "A14"})
    void aRoomIsReachedOnBothServers() {
        java.adapter().broadcast(event("to red"), to("red"));
        node.call("broadcast", Map.of("target", Map.of("rooms", List.of("blue")), "args", List.of("to blue")));

        assertReceived(
                List.of(got(JAVA_1, "to red"), got(JAVA_2, "to blue")),
                List.of(got(NODE_1, "to red"), got(NODE_2, "to blue")));
    }

    @Test
    @Proves({"A7", "A32"})
    void oneSocketIsReachedByItsId() {
        java.adapter().broadcast(event("to one"), to(NODE_2));
        node.call("broadcast", Map.of("target", Map.of("rooms", List.of(JAVA_1)), "args", List.of("to one")));

        assertReceived(List.of(got(JAVA_1, "to one")), List.of(got(NODE_2, "to one")));
    }

    @Test
    @Proves("A7")
    void severalRoomsAreAUnionAndExceptTakesAway() {
        java.adapter().broadcast(event("a"), except(to("red", "all"), NODE_1));
        node.call(
                "broadcast",
                Map.of(
                        "target",
                        Map.of("rooms", List.of("blue", "all"), "except", List.of("red")),
                        "args",
                        List.of("b")));

        assertReceived(
                List.of(got(JAVA_1, "a"), got(JAVA_2, "a"), got(JAVA_2, "b")),
                List.of(got(NODE_2, "a"), got(NODE_2, "b")));
    }

    @Test
    @Proves("A7")
    void aLocalBroadcastStaysOnItsServer() {
        java.adapter().broadcast(event("mine"), new BroadcastOptions(Set.of(), Set.of(), Flags.NONE.withLocal()));
        node.call("broadcast", Map.of("target", Map.of("flags", Map.of("local", true)), "args", List.of("yours")));

        assertReceived(
                List.of(got(JAVA_1, "mine"), got(JAVA_2, "mine")), List.of(got(NODE_1, "yours"), got(NODE_2, "yours")));
    }

    @Test
    @Proves({"A7", "A31"})
    void binaryStaysBinary() {
        java.adapter().broadcast(event("bin", BINARY, Map.of("nested", List.of(BINARY))), to("red"));
        node.call(
                "broadcast",
                Map.of(
                        "target",
                        Map.of("rooms", List.of("blue")),
                        "args",
                        List.of("bin", BINARY, Map.of("nested", List.of(BINARY)))));

        assertReceived(
                List.of(
                        got(JAVA_1, "bin", BINARY, Map.of("nested", List.of(BINARY))),
                        got(JAVA_2, "bin", BINARY, Map.of("nested", List.of(BINARY)))),
                List.of(
                        got(NODE_1, "bin", BINARY, Map.of("nested", List.of(BINARY))),
                        got(NODE_2, "bin", BINARY, Map.of("nested", List.of(BINARY)))));
    }

    @Test
    @Proves("A8")
    void acknowledgementsOfBothServersComeBackToUs() throws Exception {
        unforgotten = 1;
        List<Object> answers = get(Mixed.broadcastWithAck(
                java.adapter(), event("ask", BINARY), Mixed.timeout(BroadcastOptions.ALL, 3000)));

        assertThat(answers)
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactlyInAnyOrder(
                        Map.of("from", JAVA_1, "echo", BINARY),
                        Map.of("from", JAVA_2, "echo", BINARY),
                        Map.of("from", NODE_1, "echo", BINARY),
                        Map.of("from", NODE_2, "echo", BINARY));
    }

    @Test
    @Proves("A9")
    void aBroadcastIsForgottenWhenTheTimeForItsAcknowledgementsIsOver() {
        Mixed.broadcastWithAck(java.adapter(), event("ask"), Mixed.timeout(BroadcastOptions.ALL, 200));

        await().atMost(Mixed.LONG).until(() -> ((ClusterAdapter) java.adapter()).pendingRequests() == 0);
    }

    @Test
    @Proves("A8")
    void acknowledgementsOfBothServersComeBackToNode() {
        Map<?, ?> result =
                (Map<?, ?>) node.call("broadcastAck", Map.of("args", List.of("ask", BINARY), "timeout", 3000));

        assertThat(result.get("error")).isNull();
        assertThat((List<?>) result.get("responses"))
                .map(answer -> ((Map<?, ?>) answer).get("from").toString())
                .containsExactlyInAnyOrder(JAVA_1, JAVA_2, NODE_1, NODE_2);
        assertThat((List<?>) result.get("responses")).allSatisfy(answer -> assertThat(((Map<?, ?>) answer).get("echo"))
                .isEqualTo(BINARY));
    }

    @Test
    @Proves("A9")
    void aSilentClientOfOursLeavesAPartialAnswerInNode() {
        java.silent(JAVA_1);

        Map<?, ?> result = (Map<?, ?>) node.call("broadcastAck", Map.of("args", List.of("ask"), "timeout", 400));

        assertThat(result.get("error")).isEqualTo("operation has timed out");
        assertThat((List<?>) result.get("responses"))
                .map(answer -> ((Map<?, ?>) answer).get("from").toString())
                .containsExactlyInAnyOrder(JAVA_2, NODE_1, NODE_2);
    }

    @Test
    @Proves("A9")
    void noClientMeansNoAnswerAtOnce() throws Exception {
        unforgotten = 1;
        assertThat(get(Mixed.broadcastWithAck(java.adapter(), event("ask"), Mixed.timeout(to("nowhere"), 3000))))
                .isEmpty();
        Map<?, ?> result = (Map<?, ?>) node.call(
                "broadcastAck",
                Map.of("target", Map.of("rooms", List.of("nowhere")), "args", List.of("ask"), "timeout", 3000));
        assertThat(result.get("error")).isNull();
        assertThat((List<?>) result.get("responses")).isEmpty();
    }

    @Test
    @Proves({"A10", "A44"})
    void weFetchTheSocketsOfBothServers() throws Exception {
        List<SocketSnapshot> all = get(java.adapter().fetchSockets(BroadcastOptions.ALL));
        assertThat(Mixed.ids(all)).containsExactlyInAnyOrder(JAVA_1, JAVA_2, NODE_1, NODE_2);
        SocketSnapshot one = all.stream()
                .filter(socket -> socket.id().equals(NODE_1))
                .findFirst()
                .orElseThrow();
        assertThat(one.rooms()).containsExactlyInAnyOrder(NODE_1, "red", "all");
        assertThat(one.handshake()).containsEntry("url", "/").containsKey("headers");

        assertThat(Mixed.ids(get(java.adapter().fetchSockets(except(to("red"), NODE_1)))))
                .containsExactly(JAVA_1);
    }

    @Test
    @Proves({"A10", "A44"})
    void nodeFetchesTheSocketsOfBothServers() {
        java.data(JAVA_1, Map.of("name", "one"));

        List<?> sockets = (List<?>) node.call("fetch", Map.of("target", Map.of("rooms", List.of("red"))));

        assertThat(sockets)
                .map(socket -> ((Map<?, ?>) socket).get("id").toString())
                .containsExactlyInAnyOrder(JAVA_1, NODE_1);
        Map<?, ?> ours = (Map<?, ?>) sockets.stream()
                .filter(socket -> ((Map<?, ?>) socket).get("id").equals(JAVA_1))
                .findFirst()
                .orElseThrow();
        assertThat(ours.get("data")).isEqualTo(Map.of("name", "one"));
        assertThat((List<?>) ours.get("rooms")).map(String::valueOf).containsExactlyInAnyOrder(JAVA_1, "red", "all");
        assertThat(ours.get("handshake")).isEqualTo(Map.of("url", "/fake"));
    }

    @Test
    @Proves("A11")
    void weMakeSocketsOfNodeJoinAndLeave() {
        java.adapter().addSockets(to("red"), Set.of("green", "yellow"));
        assertThat(java.roomsOf(JAVA_1)).contains("green", "yellow");
        await().atMost(Mixed.LONG).until(() -> node.events("joined").size() == 2);
        assertThat(node.events("joined"))
                .extracting(event -> event.get("socket") + " " + event.get("room"))
                .containsExactlyInAnyOrder(NODE_1 + " green", NODE_1 + " yellow");

        java.adapter().removeSockets(to("green"), Set.of("green"));
        assertThat(java.roomsOf(JAVA_1)).doesNotContain("green");
        await().atMost(Mixed.LONG).until(() -> node.events("left").size() == 1);
        assertThat(node.events("left").get(0).get("room")).isEqualTo("green");
    }

    @Test
    @Proves("A11")
    void nodeMakesOurSocketsJoinAndLeave() {
        node.call("join", Map.of("target", Map.of("rooms", List.of("blue")), "rooms", List.of("green")));
        await().atMost(Mixed.LONG).until(() -> java.roomsOf(JAVA_2).contains("green"));
        assertThat(java.roomsOf(JAVA_1)).doesNotContain("green");

        node.call("leave", Map.of("target", Map.of("rooms", List.of("green")), "rooms", List.of("green")));
        await().atMost(Mixed.LONG).until(() -> !java.roomsOf(JAVA_2).contains("green"));
    }

    @Test
    @Proves("A11")
    void socketsAreDisconnectedAcrossServers() {
        java.adapter().disconnectSockets(to(NODE_1), true);
        await().atMost(Mixed.LONG).until(() -> node.events("disconnected").size() == 1);
        assertThat(node.events("disconnected").get(0).get("socket")).isEqualTo(NODE_1);
        assertThat(node.events("disconnected").get(0).get("close")).isEqualTo(true);

        node.call("disconnect", Map.of("target", Map.of("rooms", List.of("blue"))));
        await().atMost(Mixed.LONG).until(() -> !java.disconnected().isEmpty());
        assertThat(java.disconnected()).containsExactly(JAVA_2);
    }

    @Test
    @Proves("A12")
    void serversHearEachOther() {
        java.adapter().serverSideEmit(PacketArgs.of("server-side", "a", 1, List.of(BINARY)));
        await().atMost(Mixed.LONG).until(() -> node.events("server-side").size() == 1);
        assertThat((List<?>) node.events("server-side").get(0).get("args"))
                .usingRecursiveComparison()
                .isEqualTo(List.of("a", 1L, List.of(BINARY)));

        node.call("serverSide", Map.of("args", List.of("b", 2)));
        await().atMost(Mixed.LONG).until(() -> java.serverSideEvents().size() == 1);
        assertThat(java.serverSideEvents().get(0).toString()).isEqualTo("[server-side, b, 2]");
    }

    @Test
    @Proves("A12")
    void serversAnswerEachOther() throws Exception {
        List<Object> answers =
                get(java.adapter().serverSideEmitWithAck(PacketArgs.of("server-side-ack", "x"), Duration.ofSeconds(3)));
        assertThat(answers).containsExactly(Map.of("node", "peer", "echo", "x"));

        Map<?, ?> result = (Map<?, ?>) node.call("serverSideAck", Map.of("value", "y"));
        assertThat(result.get("error")).isNull();
        assertThat(result.get("responses")).isEqualTo(List.of(Map.of("node", "java", "echo", "y")));
    }

    @Test
    @Proves({"A12", "A21"})
    void whatIsMissingIsNamed() {
        java.adapter().serverSideEmit(PacketArgs.of("nobody-listens"));
        assertThat(java.adapter().serverSideEmitWithAck(PacketArgs.of("nobody-listens"), Duration.ofMillis(300)))
                .failsWithin(2, TimeUnit.SECONDS)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(ClusterTimeoutException.class)
                .withMessage("timeout reached: only 0 responses received out of 1");
    }
}
