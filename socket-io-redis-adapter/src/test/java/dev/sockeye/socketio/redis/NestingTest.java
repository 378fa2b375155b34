package dev.sockeye.socketio.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.socketio.adapter.AdapterFactory;
import dev.sockeye.socketio.adapter.BroadcastOptions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What no other server would read is not sent, and reaches nobody here either. */
final class NestingTest {
    private static final FakePubSub REDIS = new FakePubSub();
    private static final RedisCounters COUNTERS = new RedisCounters();
    private static final RedisConnections NOWHERE = RedisConnections.standalone("redis://127.0.0.1:1");
    private static final RedisLink LINK = new RedisLink(NOWHERE, COUNTERS);
    private static final Subscriptions SUBSCRIPTIONS = new Subscriptions(REDIS, COUNTERS);
    private final FakeNode node = new FakeNode("/");

    @AfterEach
    void stop() {
        node.close();
    }

    @AfterAll
    static void stopRedis() {
        NOWHERE.close();
        REDIS.close();
    }

    /** An adapter, and how many levels are of the message itself: with text, and with bytes. */
    static Stream<Arguments> adapters() {
        AdapterFactory classic = context -> new PubSubAdapter(
                context, LINK, SUBSCRIPTIONS, PubSubOptions.builder().build());
        AdapterFactory sharded = context -> new ShardedAdapter(
                context, LINK, SUBSCRIPTIONS, ShardedOptions.builder().build());
        StreamsOptions options = StreamsOptions.builder().build();
        AdapterFactory streams = context -> new StreamsAdapter(
                context,
                LINK,
                SUBSCRIPTIONS,
                options,
                new StreamReader(NOWHERE.backend(), COUNTERS, "socket.io", options, entry -> {}),
                () -> {});
        return Stream.of(
                Arguments.of("classic", classic, 3),
                Arguments.of("sharded", sharded, 4),
                Arguments.of("streams", streams, 3));
    }

    private static Object nested(int depth, Object innermost) {
        Object list = innermost;
        for (int i = 0; i < depth; i++) {
            list = List.of(list);
        }
        return list;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("adapters")
    void anEmitBeyondTheLimitFailsAndReachesNobody(String name, AdapterFactory factory, int ofMessage) {
        node.with(factory).add("a");
        for (Object innermost : List.of("text", new byte[1])) {
            Object tooDeep = nested(500 - ofMessage + 1, innermost);
            assertThatThrownBy(() -> node.adapter().broadcast(Mixed.event("x", tooDeep), BroadcastOptions.ALL))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("nested more than 500 deep");
            assertThat(node.received()).isEmpty();
        }
        node.adapter().broadcast(Mixed.event("x", nested(500 - ofMessage, "text")), BroadcastOptions.ALL);
        node.adapter().broadcast(Mixed.event("x", nested(500 - ofMessage, new byte[1])), BroadcastOptions.ALL);
        assertThat(node.received()).hasSize(2);
    }
}
