package dev.sockeye.socketio.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.socketio.adapter.cluster.DataJson;
import dev.sockeye.testsupport.Proves;
import io.lettuce.core.StreamMessage;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A message for a room that nobody here has joined is dropped after its header. The packets here are such that whoever
 * decodes them finds them malformed, and counts that.
 */
@Proves({"A30", "A31", "A34"})
final class ForNobodyTest {
    private static final String MAIN = "socket.io#/#";

    private final FakePubSub redis = new FakePubSub();
    private final RedisCounters counters = new RedisCounters();
    private final RedisConnections nowhere = RedisConnections.standalone("redis://127.0.0.1:1");
    private final RedisLink link = new RedisLink(nowhere, counters);
    private final Subscriptions subscriptions = new Subscriptions(redis, counters);
    private FakeNode node;

    @AfterEach
    void stop() {
        node.close();
        subscriptions.close();
        nowhere.close();
        redis.close();
    }

    static Stream<Arguments> messages() {
        return Stream.of(false, true)
                .flatMap(binary -> Stream.of(false, true).map(fromNode -> Arguments.of(binary, fromNode)));
    }

    private static Map<String, Object> data(String room, boolean binary) {
        Map<String, Object> packet = new LinkedHashMap<>();
        packet.put("type", 99);
        packet.put(
                "data",
                List.of("event", binary ? new byte[300] : "\"opts\":{\"rooms\":[\"red\"]}}},", Map.of("a", List.of())));
        packet.put("nsp", "/");
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("rooms", List.of(room));
        options.put("except", List.of());
        options.put("flags", Map.of());
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("packet", packet);
        data.put("opts", options);
        return data;
    }

    private static byte[] message(String room, boolean binary, boolean fromNode) {
        Map<String, Object> message = new LinkedHashMap<>();
        if (!fromNode) {
            message.put("uid", "another");
            message.put("nsp", "/");
        }
        message.put("type", 3);
        message.put("data", data(room, binary));
        if (fromNode) {
            message.put("uid", "another");
            message.put("nsp", "/");
        }
        return DataJson.encode(message).orElseGet(() -> MessagePackCodec.INSTANCE.encode(message));
    }

    private void assertCounted(int skipped, int ignored) {
        assertThat(counters.skipped.sum()).as("skipped").isEqualTo(skipped);
        assertThat(counters.ignored.sum()).as("found malformed").isEqualTo(ignored);
    }

    @ParameterizedTest(name = "binary {0}, from Node {1}")
    @MethodSource("messages")
    void theShardedAdapterDoesNotDecodeIt(boolean binary, boolean fromNode) {
        subscriptions.start();
        node = new FakeNode("/")
                .with(context -> new ShardedAdapter(
                        context, link, subscriptions, ShardedOptions.builder().build()))
                .add("a", "red");

        redis.listener.smessage(MAIN, message("nowhere", binary, fromNode));
        assertCounted(1, 0);
        redis.listener.smessage(MAIN, message("red", binary, fromNode));
        assertCounted(1, 1);
    }

    @ParameterizedTest(name = "binary {0}")
    @MethodSource("messages")
    void theStreamsAdapterDoesNotDecodeIt(boolean binary, boolean fromNode) {
        StreamsOptions options = StreamsOptions.builder().build();
        StreamReader reader = new StreamReader(nowhere.backend(), counters, "socket.io", options, entry -> {});
        StreamsAdapter[] adapter = new StreamsAdapter[1];
        node = new FakeNode("/")
                .with(context ->
                        adapter[0] = new StreamsAdapter(context, link, subscriptions, options, reader, () -> {}))
                .add("a", "red");

        adapter[0].onEntry(entry("nowhere", binary));
        assertCounted(1, 0);
        adapter[0].onEntry(entry("red", binary));
        assertCounted(1, 1);
    }

    private static StreamMessage<String, byte[]> entry(String room, boolean binary) {
        Map<String, Object> data = data(room, binary);
        byte[] encoded = DataJson.encode(data)
                .orElseGet(() -> Base64.getEncoder().encode(MessagePackCodec.INSTANCE.encode(data)));
        return new StreamMessage<>(
                "socket.io",
                "1-0",
                Map.of(
                        "uid", "another".getBytes(StandardCharsets.UTF_8),
                        "nsp", "/".getBytes(StandardCharsets.UTF_8),
                        "type", "3".getBytes(StandardCharsets.UTF_8),
                        "data", encoded));
    }
}
