package dev.sockeye.socketio.redis;

import static dev.sockeye.socketio.redis.Mixed.awaitServers;
import static dev.sockeye.socketio.redis.Mixed.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.cluster.DataJson;
import dev.sockeye.socketio.protocol.MessagePack;
import dev.sockeye.testsupport.Proves;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is malformed or hostile on any channel is counted and ignored, and the server goes on. */
@Proves("A22")
final class HostileMessagesIT {
    private RedisProcess redis;
    private FakeNode node;
    private FakeNode other;
    private RedisAdapterFactory factory;
    private RedisLink sender;
    private RedisConnections connections;

    @BeforeEach
    void startRedis() {
        redis = RedisProcess.start();
        connections = RedisConnections.standalone(redis.uri());
        sender = new RedisLink(connections, new RedisCounters());
        sender.start();
        await().until(sender::isOpen);
    }

    @AfterEach
    void stopRedis() {
        node.close();
        other.close();
        sender.close();
        connections.close();
        redis.close();
    }

    private void start(RedisAdapterFactory first, RedisAdapterFactory second) {
        factory = first;
        node = new FakeNode("/").with(first).add("socket", "room");
        other = new FakeNode("/").with(second);
        awaitServers(node.adapter(), 2);
        awaitServers(other.adapter(), 2);
    }

    private void assertAlive() {
        other.adapter().broadcast(event("alive"), Mixed.to("room"));
        await().atMost(Mixed.LONG).until(() -> node.received().stream()
                .anyMatch(received -> received.args().get(0).equals("alive")));
        assertThat(factory.metrics().ignored()).isPositive();
    }

    /** Messages of which some are valid, with every prefix and many mutations, and what attackers try. */
    static List<byte[]> hostile(List<byte[]> valid) {
        List<byte[]> all = new ArrayList<>();
        Random random = new Random(42);
        for (byte[] message : valid) {
            for (int length = 0; length < message.length; length++) {
                all.add(Arrays.copyOf(message, length));
            }
            for (int i = 0; i < message.length; i++) {
                byte[] mutated = message.clone();
                mutated[i] = (byte) random.nextInt();
                all.add(mutated);
            }
        }
        HexFormat hex = HexFormat.of();
        // A serialized Java object; announced lengths of 4 GB; types that do not exist; nil.
        for (String text :
                List.of("aced0005737200", "ddffffffff", "dfffffffff", "c6ffffffff", "c1", "c0", "93c0c0c0")) {
            all.add(hex.parseHex(text));
        }
        byte[] deep = new byte[100_000];
        Arrays.fill(deep, (byte) 0x91);
        all.add(deep);
        for (String json : List.of(
                "{",
                "{}",
                "{\"type\":99}",
                "{\"type\":\"x\"}",
                "{\"type\":5}",
                "{\"type\":2,\"opts\":{\"rooms\":7}}",
                "{\"type\":2,\"opts\":[],\"rooms\":[{}]}",
                "{\"type\":4,\"sid\":{}}",
                "{\"type\":6,\"data\":{\"@class\":\"javax.script.ScriptEngineManager\"}}",
                "{\"type\":7,\"requestId\":\"x\",\"packet\":{\"type\":1}}",
                "{\"requestId\":1}",
                "{\"uid\":\"x\",\"nsp\":\"/\",\"type\":3}",
                "{\"uid\":\"x\",\"nsp\":\"/\",\"type\":3,\"data\":{\"packet\":{\"type\":2,\"data\":\"no\"}}}",
                "{\"uid\":1,\"nsp\":\"/\",\"type\":14,\"data\":{}}",
                "{\"uid\":\"x\",\"nsp\":[],\"type\":4,\"data\":{}}",
                "{\"a\":" + "[".repeat(100_000))) {
            all.add(json.getBytes(StandardCharsets.UTF_8));
        }
        return all;
    }

    private static List<byte[]> validClassic() {
        byte[] broadcast = MessagePack.encode(List.of(
                "abc",
                Map.of("type", 2, "data", List.of("e", new byte[] {1}), "nsp", "/"),
                Map.of("rooms", List.of("room"), "except", List.of(), "flags", Map.of())));
        byte[] request = MessagePack.encode(Map.of(
                "uid",
                "abc",
                "requestId",
                "r",
                "type",
                7,
                "packet",
                Map.of("type", 2, "data", List.of("e"), "nsp", "/"),
                "opts",
                Map.of("rooms", List.of())));
        byte[] json = "{\"uid\":\"abc\",\"type\":2,\"opts\":{\"rooms\":[\"x\"],\"except\":[]},\"rooms\":[\"y\"]}"
                .getBytes(StandardCharsets.UTF_8);
        return List.of(broadcast, request, json);
    }

    @Test
    void thePubSubAdapterIgnoresThem() {
        start(RedisAdapterFactory.pubSub(redis.uri()), RedisAdapterFactory.pubSub(redis.uri()));
        for (byte[] message : hostile(validClassic())) {
            for (String channel :
                    List.of("socket.io#/#", "socket.io#/#room#", "socket.io-request#/#", "socket.io-response#/#")) {
                sender.publish(channel, message, false);
            }
        }
        sender.publish("socket.io#/#x", new byte[0], false);
        assertAlive();
    }

    @Test
    void theShardedAdapterIgnoresThem() {
        ShardedOptions options = ShardedOptions.builder().build();
        start(RedisAdapterFactory.sharded(connections, options), RedisAdapterFactory.sharded(connections, options));
        for (byte[] message : hostile(validCluster())) {
            sender.publish("socket.io#/#", message, true);
            sender.publish("socket.io#/#room#", message, true);
        }
        assertAlive();
    }

    @Test
    void theStreamsAdapterIgnoresThem() {
        StreamsOptions options = StreamsOptions.builder().maxLen(1_000_000).build();
        start(RedisAdapterFactory.streams(connections, options), RedisAdapterFactory.streams(connections, options));
        for (byte[] message : hostile(validCluster())) {
            sender.publish("socket.io#/#", message, false);
            for (String type : List.of("3", "4", "5", "99", "x")) {
                sender.append(
                        "socket.io",
                        Map.of(
                                "uid",
                                RedisLink.utf8("abc"),
                                "nsp",
                                RedisLink.utf8("/"),
                                "type",
                                RedisLink.utf8(type),
                                "data",
                                message),
                        1_000_000);
            }
        }
        sender.append("socket.io", Map.of("unknown", new byte[] {1}), 1_000_000);
        assertAlive();
    }

    private static List<byte[]> validCluster() {
        Map<String, Object> broadcast = Map.of(
                "uid",
                "abc",
                "nsp",
                "/",
                "type",
                3,
                "data",
                Map.of(
                        "packet",
                        Map.of("type", 2, "data", List.of("e"), "nsp", "/"),
                        "opts",
                        Map.of("rooms", List.of("room"), "except", List.of(), "flags", Map.of())));
        return List.of(MessagePack.encode(broadcast), DataJson.encode(broadcast).orElseThrow());
    }

    @Test
    void aMessageForARoomThatNobodyHereHasJoinedIsDroppedWithoutBeingDecoded() {
        start(RedisAdapterFactory.pubSub(redis.uri()), RedisAdapterFactory.pubSub(redis.uri()));
        long before = factory.metrics().skipped();
        // Not even the packet is valid, but nobody finds out.
        byte[] invalid = HexFormat.of().parseHex("93a3616263a378797a81a5726f6f6d7392a26e31a26e32");
        sender.publish("socket.io#/#", invalid, false);
        sender.publish("socket.io#/#nowhere#", new byte[] {(byte) 0xc1}, false);
        await().atMost(Mixed.LONG).until(() -> factory.metrics().skipped() >= before + 2);
        assertThat(factory.metrics().ignored()).isZero();
        other.adapter().broadcast(event("x"), BroadcastOptions.ALL);
        await().atMost(Mixed.LONG).until(() -> !node.received().isEmpty());
    }
}
