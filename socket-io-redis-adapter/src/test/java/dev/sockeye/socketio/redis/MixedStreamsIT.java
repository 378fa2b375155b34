package dev.sockeye.socketio.redis;

import dev.sockeye.testsupport.Proves;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/** The streams adapter in one cluster with that of Node. */
final class MixedStreamsIT {

    @Nested
    @Proves({"A34", "A35"})
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    final class PubSub extends Streams {
        PubSub() {
            super(false);
        }
    }

    @Nested
    @Proves("A35")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    final class ShardedPubSub extends Streams {
        ShardedPubSub() {
            super(true);
        }
    }

    abstract static class Streams extends MixedClusterContract {
        private final boolean sharded;

        Streams(boolean sharded) {
            this.sharded = sharded;
        }

        @Override
        NodePeer startPeer() {
            return NodePeer.start(Map.of(
                    "adapter",
                    "streams",
                    "ports",
                    List.of(redis.port()),
                    "node",
                    "peer",
                    "options",
                    Map.of("useShardedPubSub", sharded)));
        }

        @Override
        RedisAdapterFactory newFactory() {
            return RedisAdapterFactory.streams(
                    connections,
                    StreamsOptions.builder().useShardedPubSub(sharded).build());
        }
    }
}
