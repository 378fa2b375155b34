package dev.sockeye.socketio.redis;

import static dev.sockeye.socketio.redis.Mixed.awaitServers;
import static dev.sockeye.socketio.redis.Mixed.event;
import static dev.sockeye.socketio.redis.Mixed.get;
import static dev.sockeye.socketio.redis.Mixed.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.cluster.DataJson;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.testsupport.Proves;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What options change, each together with a server of Node that has the same. */
final class AdapterOptionsIT {
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

    private void start(RedisAdapterFactory factory, String adapter, Map<String, ?> more) {
        java = new FakeNode("/").with(factory).add("java1", "red");
        Map<String, Object> options = new HashMap<>(more);
        options.put("adapter", adapter);
        options.put("ports", List.of(redis.port()));
        node = NodePeer.start(options);
        node.call("add", Map.of("socket", "node1", "rooms", List.of("red")));
        awaitServers(java.adapter(), 2);
        awaitServers(node, 2);
    }

    private void assertTalking() throws Exception {
        byte[] binary = {1, 2, 3};
        java.adapter().broadcast(event("ours", binary), BroadcastOptions.ALL);
        node.call("broadcast", Map.of("args", List.of("theirs", binary)));
        await().atMost(Mixed.LONG).untilAsserted(() -> {
            assertThat(node.received())
                    .usingRecursiveFieldByFieldElementComparator()
                    .contains(new FakeNode.Received("node1", List.of("ours", binary)));
            assertThat(java.received())
                    .usingRecursiveFieldByFieldElementComparator()
                    .contains(new FakeNode.Received("java1", List.of("theirs", binary)));
        });
        assertThat(Mixed.ids(get(java.adapter().fetchSockets(BroadcastOptions.ALL))))
                .containsExactly("java1", "node1");
        assertThat(get(Mixed.broadcastWithAck(
                        java.adapter(), event("ask", 1), Mixed.timeout(BroadcastOptions.ALL, 3000))))
                .hasSize(2);
    }

    @Test
    @Proves("A18")
    void theKeyIsolates() throws Exception {
        start(
                RedisAdapterFactory.pubSub(
                        connections, PubSubOptions.builder().key("other").build()),
                "classic",
                Map.of("options", Map.of("key", "other")));
        assertTalking();
        assertThat(redis.call("PUBSUB", "NUMSUB", "other-request#/#")).endsWith(":2\r\n");
        assertThat(redis.call("PUBSUB", "NUMSUB", "socket.io-request#/#")).endsWith(":0\r\n");
    }

    @Test
    @Proves("A16")
    void answersGoToTheServerThatAskedIfItIsSaidSo() throws Exception {
        start(
                RedisAdapterFactory.pubSub(
                        connections,
                        PubSubOptions.builder()
                                .publishOnSpecificResponseChannel(true)
                                .build()),
                "classic",
                Map.of("options", Map.of("publishOnSpecificResponseChannel", true)));
        assertTalking();
        assertThat((List<?>) node.call("fetch", Map.of())).hasSize(2);
    }

    @Test
    @Proves("A17")
    void theFormatOfMessagesMayBeAnother() throws Exception {
        start(
                RedisAdapterFactory.pubSub(
                        connections,
                        PubSubOptions.builder().codec(new MarkedJson()).build()),
                "classic",
                Map.of("customParser", true));
        assertTalking();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "sharded", "streams"})
    @Proves("A19")
    void roomsOfNodeMayBeNumbers(String adapter) {
        start(
                switch (adapter) {
                    case "classic" ->
                        RedisAdapterFactory.pubSub(
                                connections, PubSubOptions.builder().build());
                    case "sharded" ->
                        RedisAdapterFactory.sharded(
                                connections, ShardedOptions.builder().build());
                    default ->
                        RedisAdapterFactory.streams(
                                connections, StreamsOptions.builder().build());
                },
                adapter,
                Map.of());
        node.call("join", Map.of("target", Map.of("rooms", List.of("node1")), "rooms", List.of(123)));
        await().atMost(Mixed.LONG).until(() -> node.events("joined").stream()
                .anyMatch(event -> event.get("room").equals("123")));
        java.adapter().addSockets(to("java1"), Set.of("123"));
        if (adapter.equals("sharded")) {
            await().atMost(Mixed.LONG).until(() -> redis.call("PUBSUB", "SHARDNUMSUB", "socket.io#/#123#")
                    .endsWith(":2\r\n"));
        }

        java.adapter().broadcast(event("ours"), to("123"));
        node.call("broadcast", Map.of("target", Map.of("rooms", List.of(123)), "args", List.of("theirs")));

        await().atMost(Mixed.LONG).untilAsserted(() -> {
            assertThat(node.received()).extracting(one -> one.args().get(0)).contains("ours", "theirs");
            assertThat(java.received()).extracting(one -> one.args().get(0)).contains("ours", "theirs");
        });
    }

    @Test
    @Proves("A20")
    void allRoomsAreThoseOfAllServers() throws Exception {
        start(RedisAdapterFactory.pubSub(connections, PubSubOptions.builder().build()), "classic", Map.of());
        node.call("add", Map.of("socket", "node2", "rooms", List.of("only there")));

        assertThat(get(java.adapter().allRooms()))
                .containsExactlyInAnyOrder("java1", "red", "node1", "node2", "only there");
        assertThat((List<?>) node.call("allRooms", Map.of()))
                .map(String::valueOf)
                .containsExactlyInAnyOrder("java1", "red", "node1", "node2", "only there");
    }

    @Test
    @Proves("A14")
    void aSingleRoomHasItsOwnChannel() throws Exception {
        start(RedisAdapterFactory.pubSub(connections, PubSubOptions.builder().build()), "classic", Map.of());
        List<String> channels = new ArrayList<>();
        Subscriptions all = new Subscriptions(connections.backend(), new RedisCounters());
        all.start();
        get(all.subscribe(Subscriptions.Kind.PATTERN, "socket.io#*", (channel, message) -> {
            synchronized (channels) {
                channels.add(channel);
            }
        }));

        java.adapter().broadcast(event("a"), to("red"));
        java.adapter().broadcast(event("b"), to("red", "blue"));
        java.adapter().broadcast(event("c"), BroadcastOptions.ALL);

        await().atMost(Mixed.LONG).until(() -> channels.size() == 3);
        assertThat(channels).containsExactly("socket.io#/#red#", "socket.io#/#", "socket.io#/#");
        all.close();
    }

    @Test
    @Proves({"A33", "A4"})
    void whatIsClosedLeavesNoChannel() {
        java = new FakeNode("/")
                .with(RedisAdapterFactory.sharded(
                        connections, ShardedOptions.builder().build()))
                .add("java1", "red");
        await().atMost(Mixed.LONG)
                .until(() -> redis.call("PUBSUB", "SHARDCHANNELS").startsWith("*3\r\n"));

        java.removeSockets(to("java1"), Set.of("red"));
        await().atMost(Mixed.LONG)
                .until(() -> redis.call("PUBSUB", "SHARDCHANNELS").startsWith("*2\r\n"));
        java.adapter().close();
        await().atMost(Mixed.LONG)
                .until(() -> redis.call("PUBSUB", "SHARDCHANNELS").startsWith("*0\r\n"));
    }

    @Test
    @Proves({"A36", "A37"})
    void namespacesAreSpreadOverStreamsOfLimitedLength() {
        StreamsOptions options = StreamsOptions.builder()
                .streamCount(2)
                .streamName("s")
                .maxLen(100)
                .build();
        try (FakeNode first = new FakeNode("/a").with(RedisAdapterFactory.streams(connections, options));
                FakeNode second = new FakeNode("/b").with(RedisAdapterFactory.streams(connections, options));
                FakeNode other = new FakeNode("/b")
                        .with(RedisAdapterFactory.streams(connections, options))
                        .add("x")) {
            assertThat(first.initialized()).succeedsWithin(Mixed.LONG);
            assertThat(second.initialized()).succeedsWithin(Mixed.LONG);
            assertThat(other.initialized()).succeedsWithin(Mixed.LONG);
            for (int round = 1; round <= 20; round++) {
                for (int i = 0; i < 50; i++) {
                    first.adapter().broadcast(event("a", i), BroadcastOptions.ALL);
                    second.adapter().broadcast(event("b", i), BroadcastOptions.ALL);
                }
                int sent = round * 50;
                await().atMost(Mixed.LONG).until(() -> other.received().size() == sent);
            }
            assertThat(options.streamOf("/a")).isNotEqualTo(options.streamOf("/b"));
            for (String stream : List.of("s-0", "s-1")) {
                String length = redis.call("XLEN", stream).substring(1).trim();
                assertThat(Integer.parseInt(length)).isBetween(100, 300);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(RedisFaultsIT.Kind.class)
    @Proves("A10")
    void whoIsReadyIsFoundAndAnswers(RedisFaultsIT.Kind kind) throws Exception {
        for (int i = 0; i < 20; i++) {
            try (FakeNode first = new FakeNode("/" + i)
                            .with(kind.factory.apply(connections))
                            .add("a");
                    FakeNode second = new FakeNode("/" + i)
                            .with(kind.factory.apply(connections))
                            .add("b")) {
                get(first.initialized());
                get(second.initialized());
                assertThat(Mixed.ids(get(first.adapter().fetchSockets(BroadcastOptions.ALL))))
                        .containsExactly("a", "b");
                assertThat(Mixed.ids(get(second.adapter().fetchSockets(BroadcastOptions.ALL))))
                        .containsExactly("a", "b");
            }
        }
    }

    @Test
    @Proves("A39")
    void aStreamMayHoldTextOnly() {
        start(
                RedisAdapterFactory.streams(
                        connections,
                        StreamsOptions.builder().onlyPlaintext(true).build()),
                "streams",
                Map.of("options", Map.of("onlyPlaintext", true)));
        assertThat(java.initialized()).succeedsWithin(Mixed.LONG);
        byte[] binary = {1, 2, 3};

        java.adapter().broadcast(event("ours", binary), to("red"));
        node.call("broadcast", Map.of("target", Map.of("rooms", List.of("red")), "args", List.of("theirs", binary)));

        // Bytes are what JSON.stringify makes of a Buffer.
        String text = "{type=Buffer, data=[1, 2, 3]}";
        await().atMost(Mixed.LONG).untilAsserted(() -> {
            assertThat(node.received())
                    .extracting(one -> one.args().get(0) + " " + one.args().get(1))
                    .contains("ours " + text);
            assertThat(java.received())
                    .extracting(one -> one.args().get(0) + " " + one.args().get(1))
                    .contains("theirs " + text);
        });
        assertThat(redis.call("XRANGE", "socket.io", "-", "+"))
                .contains("[\"ours\",{\"type\":\"Buffer\",\"data\":[1,2,3]}]")
                .contains("[\"theirs\",{\"type\":\"Buffer\",\"data\":[1,2,3]}]");
    }

    @Test
    void aReaderThatTheStreamHasLeftBehindCountsAGap() {
        StreamsOptions options =
                StreamsOptions.builder().maxLen(10).readCount(10).build();
        RedisAdapterFactory slow = RedisAdapterFactory.streams(connections, options);
        try (FakeNode sender = new FakeNode("/").with(RedisAdapterFactory.streams(connections, options));
                FakeNode receiver = new FakeNode("/").with(slow).add("x")) {
            assertThat(receiver.initialized()).succeedsWithin(Mixed.LONG);
            await().atMost(Mixed.LONG).until(() -> {
                for (int i = 0; i < 2000; i++) {
                    sender.adapter().broadcast(event("a", i), BroadcastOptions.ALL);
                }
                return slow.metrics().gaps() > 0;
            });
        }
    }

    @Test
    void theClientOfTheApplicationStaysOpen() {
        RedisURI uri = RedisURI.create(redis.uri());
        RedisClient client = RedisClient.create(uri);
        try {
            client.setOptions(RedisConnections.recommendedOptions());
            RedisConnections given = RedisConnections.using(client, uri);
            java = new FakeNode("/")
                    .with(RedisAdapterFactory.pubSub(
                            given, PubSubOptions.builder().build()));
            awaitServers(java.adapter(), 1);
            java.close();
            given.close();
            assertThat(client.connect().sync().ping()).isEqualTo("PONG");
        } finally {
            client.shutdown();
        }
    }

    /** The counterpart of the custom parser in {@code adapters.mjs}. */
    private static final class MarkedJson implements RedisMessageCodec {
        @Override
        public byte[] encode(Object data) {
            byte[] json = DataJson.encode(NodePeer.pack(data)).orElseThrow();
            byte[] marked = new byte[json.length + 1];
            marked[0] = 'J';
            System.arraycopy(json, 0, marked, 1, json.length);
            return marked;
        }

        @Override
        public Object decode(byte[] message) throws PacketFormatException {
            if (message.length == 0) {
                throw new PacketFormatException("empty");
            }
            return NodePeer.unpack(DataJson.decode(Arrays.copyOfRange(message, 1, message.length)));
        }
    }
}
