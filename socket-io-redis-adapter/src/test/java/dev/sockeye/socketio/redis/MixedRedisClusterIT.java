package dev.sockeye.socketio.redis;

import static org.awaitility.Awaitility.await;

import dev.sockeye.testsupport.Proves;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/** The adapters on a Redis Cluster of three, together with those of Node. */
@Proves("A28")
final class MixedRedisClusterIT {

    @Nested
    @Proves("A30")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    final class Sharded extends OnCluster {
        @Override
        String adapterOfNode() {
            return "sharded";
        }

        @Override
        RedisAdapterFactory newFactory() {
            return RedisAdapterFactory.sharded(
                    connections, ShardedOptions.builder().build());
        }

        @Override
        void settle() {
            await().atMost(Mixed.LONG).until(() -> Stream.of("red", "blue", "all")
                    .allMatch(room -> subscribers("socket.io#/#" + room + "#") == 2));
        }

        private int subscribers(String channel) {
            return cluster.servers().stream()
                    .mapToInt(server -> {
                        String answer = server.call("PUBSUB", "SHARDNUMSUB", channel);
                        return Integer.parseInt(
                                answer.substring(answer.lastIndexOf(':') + 1).trim());
                    })
                    .sum();
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    final class Classic extends OnCluster {
        @Override
        String adapterOfNode() {
            return "classic";
        }

        @Override
        RedisAdapterFactory newFactory() {
            return RedisAdapterFactory.pubSub(
                    connections, PubSubOptions.builder().build());
        }
    }

    abstract static class OnCluster extends MixedClusterContract {
        RedisClusterProcess cluster;

        abstract String adapterOfNode();

        @Override
        void startBroker() {
            cluster = RedisClusterProcess.shared();
            connections = RedisConnections.cluster(cluster.uri());
        }

        @Override
        void stopBroker() {
            connections.close();
        }

        @Override
        NodePeer startPeer() {
            return NodePeer.start(Map.of(
                    "adapter",
                    adapterOfNode(),
                    // The package "redis" at 4 subscribes several channels of different slots with one connection.
                    "client",
                    "redis",
                    "ports",
                    cluster.servers().stream().map(RedisProcess::port).toList(),
                    "node",
                    "peer"));
        }
    }
}
