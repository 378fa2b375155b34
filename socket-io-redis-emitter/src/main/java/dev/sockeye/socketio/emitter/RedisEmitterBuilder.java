package dev.sockeye.socketio.emitter;

import static java.util.Objects.requireNonNull;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Options of an emitter; those that the servers have, too, must be the same there. Where Redis is has to be said by {@link
 * #uri}, {@link #cluster} or {@code client}. Not thread-safe.
 */
public final class RedisEmitterBuilder {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(5);
    private static final int REQUEST_QUEUE_SIZE = 1 << 16;
    private static final long SHUTDOWN_PAUSE_MILLIS = 100;
    private static final long SHUTDOWN_LIMIT_MILLIS = 1000;
    private static final int KEEP_ALIVE_PROBES = 3;

    /** Makes the link when all options are known. */
    private interface LinkFactory {
        EmitterLink create(long maxPendingBytes);
    }

    private final EmitterProtocol protocol;
    String key = "socket.io";
    String streamName = "socket.io";
    int streamCount = 1;
    long maxLen = 10_000;
    boolean useShardedPubSub;
    boolean onlyPlaintext;
    private Function<Object, byte[]> encoder = Wire::messagePack;
    private long maxPendingBytes = 16L << 20;
    private @Nullable LinkFactory linkFactory;

    RedisEmitterBuilder(EmitterProtocol protocol) {
        this.protocol = protocol;
    }

    /**
     * One Redis server, or one behind Sentinel.
     *
     * @param uri for example {@code redis://localhost:6379}, {@code rediss://user:password@host:6380/0} (TLS), {@code
     *     redis-sentinel://host1:26379,host2:26379/0#mymaster}
     * @throws IllegalArgumentException if it is no such URI
     */
    public RedisEmitterBuilder uri(String uri) {
        RedisURI parsed = parse(uri);
        linkFactory = bytes -> {
            ClientResources resources = newResources();
            RedisClient client = RedisClient.create(resources);
            client.setOptions(recommendedOptions());
            return EmitterLink.standalone(
                    client, parsed, () -> shutdown(client.shutdownAsync(0, 1, TimeUnit.SECONDS), resources), bytes);
        };
        return this;
    }

    /**
     * A Redis Cluster.
     *
     * @param uris some of its nodes
     * @throws IllegalArgumentException if there is none, or one is no URI of Redis
     */
    public RedisEmitterBuilder cluster(String... uris) {
        if (uris.length == 0) {
            throw new IllegalArgumentException("uris: [] (expected: at least one)");
        }
        List<RedisURI> parsed = Stream.of(uris).map(RedisEmitterBuilder::parse).toList();
        linkFactory = bytes -> {
            ClientResources resources = newResources();
            RedisClusterClient client = RedisClusterClient.create(resources, parsed);
            client.setOptions(ClusterClientOptions.builder(recommendedOptions())
                    .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                            .enableAllAdaptiveRefreshTriggers()
                            .adaptiveRefreshTriggersTimeout(Duration.ofMillis(500))
                            .enablePeriodicRefresh(Duration.ofSeconds(10))
                            .build())
                    .build());
            return EmitterLink.cluster(
                    client, () -> shutdown(client.shutdownAsync(0, 1, TimeUnit.SECONDS), resources), bytes);
        };
        return this;
    }

    /** The application's client, which is not closed; it should have the {@link #recommendedOptions()}. */
    public RedisEmitterBuilder client(RedisClient client, RedisURI uri) {
        requireNonNull(client, "client");
        requireNonNull(uri, "uri");
        linkFactory = bytes -> EmitterLink.standalone(client, uri, () -> {}, bytes);
        return this;
    }

    /** The application's cluster client, which is not closed; it should have the {@link #recommendedOptions()}. */
    public RedisEmitterBuilder client(RedisClusterClient client) {
        requireNonNull(client, "client");
        linkFactory = bytes -> EmitterLink.cluster(client, () -> {}, bytes);
        return this;
    }

    /**
     * Options of a client that suit an emitter: commands are refused while there is no connection, those whose answer was
     * lost with the connection are not sent again, and a connection whose other end has vanished is found out after 25 s.
     */
    public static ClientOptions recommendedOptions() {
        return ClientOptions.builder()
                .autoReconnect(true)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .replayFilter(command -> true)
                .requestQueueSize(REQUEST_QUEUE_SIZE)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT_TIMEOUT)
                        .keepAlive(SocketOptions.KeepAliveOptions.builder()
                                .enable()
                                .idle(Duration.ofSeconds(10))
                                .interval(Duration.ofSeconds(5))
                                .count(KEEP_ALIVE_PROBES)
                                .build())
                        .build())
                .build();
    }

    /**
     * How much may wait for Redis to take it, in bytes; default 16 MiB. What would go beyond it is lost and counted.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public RedisEmitterBuilder maxPendingBytes(long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("maxPendingBytes: " + bytes + " (expected: > 0)");
        }
        maxPendingBytes = bytes;
        return this;
    }

    /** Prefix of all channels, {@code key} or {@code channelPrefix} of the servers; default {@code "socket.io"}. */
    public RedisEmitterBuilder key(String value) {
        key = requireNonNull(value, "key");
        return this;
    }

    /**
     * With {@link EmitterProtocol#PUB_SUB}: the format of messages that carry arguments, {@code parser} in Node; default
     * MessagePack. It is given null, Boolean, Number, String, {@code byte[]}, {@code Instant}, lists and maps.
     */
    public RedisEmitterBuilder encoder(Function<Object, byte[]> value) {
        encoder = requireNonNull(value, "encoder");
        return this;
    }

    /** With {@link EmitterProtocol#STREAMS}: the stream; default {@code "socket.io"}. */
    public RedisEmitterBuilder streamName(String value) {
        streamName = requireNonNull(value, "streamName");
        return this;
    }

    /** With {@link EmitterProtocol#STREAMS}: over how many streams the servers spread the namespaces; default 1. */
    public RedisEmitterBuilder streamCount(int value) {
        if (value <= 0) {
            throw new IllegalArgumentException("streamCount: " + value + " (expected: > 0)");
        }
        streamCount = value;
        return this;
    }

    /** With {@link EmitterProtocol#STREAMS}: about how many entries a stream keeps; default 10,000. */
    public RedisEmitterBuilder maxLen(long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("maxLen: " + value + " (expected: > 0)");
        }
        maxLen = value;
        return this;
    }

    /** With {@link EmitterProtocol#STREAMS}: whether server-side events go over sharded Pub/Sub; default false. */
    public RedisEmitterBuilder useShardedPubSub(boolean value) {
        useShardedPubSub = value;
        return this;
    }

    /** With {@link EmitterProtocol#STREAMS}: whether byte arrays are written as JSON, too; default false. */
    public RedisEmitterBuilder onlyPlaintext(boolean value) {
        onlyPlaintext = value;
        return this;
    }

    /**
     * Starts to connect. Returns at once.
     *
     * @throws IllegalStateException if it was not said where Redis is
     */
    public RedisEmitter build() {
        LinkFactory factory = linkFactory;
        if (factory == null) {
            throw new IllegalStateException("where is Redis? Call uri, cluster or client");
        }
        Wire wire =
                switch (protocol) {
                    case PUB_SUB -> new PubSubWire(key, encoder);
                    case SHARDED -> new ClusterWire.Sharded(key);
                    case STREAMS -> new ClusterWire.Streams(this);
                };
        return RedisEmitter.start(factory.create(maxPendingBytes), wire);
    }

    private static RedisURI parse(String uri) {
        RedisURI parsed = RedisURI.create(requireNonNull(uri, "uri"));
        parsed.setTimeout(COMMAND_TIMEOUT);
        return parsed;
    }

    private static ClientResources newResources() {
        return DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .reconnectDelay(
                        Delay.fullJitter(Duration.ofMillis(50), Duration.ofSeconds(1), 50, TimeUnit.MILLISECONDS))
                .build();
    }

    private static void shutdown(CompletableFuture<Void> client, ClientResources resources) {
        // A pause, in which connections that were just being made can be given up in an orderly way.
        client.whenComplete((done, failure) ->
                resources.shutdown(SHUTDOWN_PAUSE_MILLIS, SHUTDOWN_LIMIT_MILLIS, TimeUnit.MILLISECONDS));
    }
}
