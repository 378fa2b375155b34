package dev.sockeye.socketio.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

/** One Redis server, or the one that Sentinel names. Thread-safe. */
final class StandaloneBackend implements RedisBackend {
    private final RedisClient client;
    private final RedisURI uri;

    StandaloneBackend(RedisClient client, RedisURI uri) {
        this.client = client;
        this.uri = uri;
    }

    @Override
    public CompletableFuture<Commands> connect() {
        return client.connectAsync(CODEC, uri)
                .toCompletableFuture()
                .thenApply(StandaloneBackend.StandaloneCommands::new);
    }

    @Override
    public CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> connectPubSub() {
        return client.connectPubSubAsync(CODEC, uri).toCompletableFuture();
    }

    @Override
    public boolean isCluster() {
        return false;
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

    private static final class StandaloneCommands implements Commands {
        private final StatefulRedisConnection<String, byte[]> connection;

        StandaloneCommands(StatefulRedisConnection<String, byte[]> connection) {
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
            CompletionStage<Map<String, Long>> counts = sharded
                    ? connection.async().pubsubShardNumsub(channel)
                    : connection.async().pubsubNumsub(channel);
            return counts.thenApply(map -> RedisBackend.sum(map.values())).toCompletableFuture();
        }
    }
}
