package dev.sockeye.socketio.redis;

import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

/** A Redis Cluster. Thread-safe. */
final class ClusterBackend implements RedisBackend {
    private static final Set<RedisClusterNode.NodeFlag> GONE = EnumSet.of(
            RedisClusterNode.NodeFlag.FAIL,
            RedisClusterNode.NodeFlag.EVENTUAL_FAIL,
            RedisClusterNode.NodeFlag.HANDSHAKE,
            RedisClusterNode.NodeFlag.NOADDR);

    private final RedisClusterClient client;

    ClusterBackend(RedisClusterClient client) {
        this.client = client;
    }

    @Override
    public CompletableFuture<Commands> connect() {
        return client.refreshPartitionsAsync()
                .toCompletableFuture()
                .thenCompose(refreshed -> client.connectAsync(CODEC))
                .thenCompose(ClusterBackend::connectAll);
    }

    /** Connects to all servers in advance: the first command to a server without a connection would be refused. */
    private static CompletableFuture<Commands> connectAll(StatefulRedisClusterConnection<String, byte[]> connection) {
        CompletableFuture<?>[] connecting = connection.getPartitions().stream()
                .filter(node -> node.is(RedisClusterNode.NodeFlag.UPSTREAM))
                .map(node -> connection.getConnectionAsync(
                        node.getUri().getHost(), node.getUri().getPort()))
                .toArray(CompletableFuture<?>[]::new);
        // One that cannot be reached keeps nobody from using the others.
        return CompletableFuture.allOf(connecting).handle((done, failure) -> new ClusterCommands(connection));
    }

    @Override
    public CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> connectPubSub() {
        return client.refreshPartitionsAsync()
                .toCompletableFuture()
                .thenCompose(refreshed -> client.connectPubSubAsync(CODEC))
                .thenApply(connection -> {
                    // Messages of shard channels arrive at the server that owns the slot, over a connection of its own.
                    connection.setNodeMessagePropagation(true);
                    return connection;
                });
    }

    @Override
    public boolean isCluster() {
        return true;
    }

    @Override
    public void addListener(RedisConnectionStateListener listener) {
        client.addListener(listener);
    }

    @Override
    public void removeListener(RedisConnectionStateListener listener) {
        client.removeListener(listener);
    }

    @Override
    public ScheduledExecutorService scheduler() {
        return client.getResources().eventExecutorGroup();
    }

    private static final class ClusterCommands implements Commands {
        private final StatefulRedisClusterConnection<String, byte[]> connection;

        ClusterCommands(StatefulRedisClusterConnection<String, byte[]> connection) {
            this.connection = connection;
        }

        @Override
        public RedisClusterAsyncCommands<String, byte[]> async() {
            return connection.async();
        }

        @Override
        public StatefulConnection<String, byte[]> connection() {
            return connection;
        }

        @Override
        public CompletableFuture<Long> countSubscribers(String channel, boolean sharded) {
            CompletableFuture<Long> sum = CompletableFuture.completedFuture(0L);
            for (RedisClusterNode node : connection.getPartitions()) {
                // A replica has subscribers, too.
                if (Collections.disjoint(node.getFlags(), GONE)) {
                    sum = sum.thenCombine(count(node, channel, sharded), Long::sum);
                }
            }
            return sum;
        }

        private CompletableFuture<Long> count(RedisClusterNode node, String channel, boolean sharded) {
            return connection
                    .getConnectionAsync(node.getNodeId())
                    .thenCompose(server -> count(server, channel, sharded));
        }

        private static CompletionStage<Long> count(
                StatefulRedisConnection<String, byte[]> server, String channel, boolean sharded) {
            CompletionStage<Map<String, Long>> counts = sharded
                    ? server.async().pubsubShardNumsub(channel)
                    : server.async().pubsubNumsub(channel);
            return counts.thenApply(map -> RedisBackend.sum(map.values()));
        }
    }
}
