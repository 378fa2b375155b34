package dev.sockeye.socketio.redis;

import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;

/** One Redis server or a cluster: makes connections. Thread-safe; nothing blocks. */
interface RedisBackend {
    /** Channels and keys are text, messages and values are bytes. */
    RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    /** A connection for commands; fails if Redis cannot be reached. */
    CompletableFuture<Commands> connect();

    /** A connection for subscriptions; fails if Redis cannot be reached. */
    CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> connectPubSub();

    /** Whether channels of one sharded command must lie in the same slot. */
    boolean isCluster();

    /** Told when a connection of the client comes or goes, whichever it is. */
    void addListener(RedisConnectionStateListener listener);

    /** Stops telling. */
    void removeListener(RedisConnectionStateListener listener);

    /** The client's threads, for timers. */
    ScheduledExecutorService scheduler();

    /** A connection for commands. Thread-safe. */
    interface Commands {
        RedisClusterAsyncCommands<String, byte[]> async();

        StatefulConnection<String, byte[]> connection();

        /** Sum over all servers of a cluster of what PUBSUB NUMSUB, or SHARDNUMSUB, says. */
        CompletableFuture<Long> countSubscribers(String channel, boolean sharded);
    }

    /** The sum of the counts. */
    static long sum(Collection<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).sum();
    }
}
