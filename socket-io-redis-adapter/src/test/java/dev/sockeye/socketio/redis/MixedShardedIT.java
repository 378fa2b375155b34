package dev.sockeye.socketio.redis;

import static org.awaitility.Awaitility.await;

import dev.sockeye.testsupport.Proves;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/** The sharded adapter in one cluster with that of Node, in each mode. */
final class MixedShardedIT {

    @Nested
    @Proves({"A30", "A31"})
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    final class Static extends Sharded {
        Static() {
            super(SubscriptionMode.STATIC, "static", 2);
        }
    }

    @Nested
    @Proves({"A30", "A31"})
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    final class Dynamic extends Sharded {
        Dynamic() {
            super(SubscriptionMode.DYNAMIC, "dynamic", 5);
        }
    }

    @Nested
    @Proves({"A30", "A31"})
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    final class DynamicPrivate extends Sharded {
        DynamicPrivate() {
            super(SubscriptionMode.DYNAMIC_PRIVATE, "dynamic-private", 7);
        }
    }

    abstract static class Sharded extends MixedClusterContract {
        private final SubscriptionMode mode;
        private final String modeOfNode;
        private final int channelsPerServer;

        Sharded(SubscriptionMode mode, String modeOfNode, int channelsPerServer) {
            this.mode = mode;
            this.modeOfNode = modeOfNode;
            this.channelsPerServer = channelsPerServer;
        }

        @Override
        NodePeer startPeer() {
            return NodePeer.start(Map.of(
                    "adapter",
                    "sharded",
                    "ports",
                    List.of(redis.port()),
                    "node",
                    "peer",
                    "options",
                    Map.of("subscriptionMode", modeOfNode)));
        }

        @Override
        RedisAdapterFactory newFactory() {
            return RedisAdapterFactory.sharded(
                    connections, ShardedOptions.builder().subscriptionMode(mode).build());
        }

        @Override
        void settle() {
            // Both servers have the same rooms, and so share their channels, but for those of their own and of sockets.
            int shared = mode == SubscriptionMode.STATIC ? 1 : 4;
            int channels = 2 * channelsPerServer - shared;
            await().atMost(Mixed.LONG).untilAsserted(() -> org.assertj.core.api.Assertions.assertThat(
                            redis.call("PUBSUB", "SHARDCHANNELS"))
                    .startsWith("*" + channels + "\r\n"));
            await().atMost(Mixed.LONG)
                    .until(() -> mode == SubscriptionMode.STATIC
                            || redis.call("PUBSUB", "SHARDNUMSUB", "socket.io#/#blue#")
                                    .endsWith(":2\r\n"));
        }
    }
}
