package dev.sockeye.socketio.redis;

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
import java.util.stream.Stream;

/**
 * Where Redis is and how it is reached. Thread-safe.
 *
 * <p>Connections are made when an adapter starts. While Redis cannot be reached, it is tried again after 50 ms
 * to 1 s, at random, so that servers which lost it together do not come back together; what is published meanwhile is
 * lost and counted, not queued.
 *
 * <p>The client that {@link #standalone} and {@link #cluster} make is closed by {@link #close()}. A client of the
 * application is never closed and its options are never changed; it should have the options that {@link
 * #recommendedOptions()} gives, since with those that Lettuce has by default a message may be sent twice around a lost
 * connection.
 */
public final class RedisConnections implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(5);
    private static final long DEFAULT_MAX_PENDING_BYTES = 16L << 20;
    private static final int REQUEST_QUEUE_SIZE = 1 << 16;
    private static final long SHUTDOWN_PAUSE_MILLIS = 100;
    private static final long SHUTDOWN_LIMIT_MILLIS = 1000;
    private static final int KEEP_ALIVE_PROBES = 3;

    private final RedisBackend backend;
    private final Runnable closeOwn;
    private final long maxPendingBytes;

    private RedisConnections(RedisBackend backend, Runnable closeOwn, long maxPendingBytes) {
        this.backend = backend;
        this.closeOwn = closeOwn;
        this.maxPendingBytes = maxPendingBytes;
    }

    /**
     * One Redis server, or one behind Sentinel.
     *
     * @param uri for example {@code redis://localhost:6379}, {@code rediss://user:password@host:6380/0} (TLS), {@code
     *     redis-sentinel://host1:26379,host2:26379/0#mymaster}
     * @throws IllegalArgumentException if it is no such URI
     */
    public static RedisConnections standalone(String uri) {
        RedisURI parsed = parse(uri);
        ClientResources resources = newResources();
        RedisClient client = RedisClient.create(resources);
        client.setOptions(recommendedOptions());
        return new RedisConnections(
                new StandaloneBackend(client, parsed),
                () -> shutdown(client.shutdownAsync(0, 1, TimeUnit.SECONDS), resources),
                DEFAULT_MAX_PENDING_BYTES);
    }

    /**
     * A Redis Cluster.
     *
     * @param uris some of its nodes
     * @throws IllegalArgumentException if there is none, or one is no URI
     */
    public static RedisConnections cluster(String... uris) {
        if (uris.length == 0) {
            throw new IllegalArgumentException("uris: [] (expected: at least one)");
        }
        List<RedisURI> parsed = Stream.of(uris).map(RedisConnections::parse).toList();
        ClientResources resources = newResources();
        RedisClusterClient client = RedisClusterClient.create(resources, parsed);
        client.setOptions(ClusterClientOptions.builder(recommendedOptions())
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enableAllAdaptiveRefreshTriggers()
                        .adaptiveRefreshTriggersTimeout(Duration.ofMillis(500))
                        .enablePeriodicRefresh(Duration.ofSeconds(10))
                        .build())
                .build());
        return new RedisConnections(
                new ClusterBackend(client),
                () -> shutdown(client.shutdownAsync(0, 1, TimeUnit.SECONDS), resources),
                DEFAULT_MAX_PENDING_BYTES);
    }

    /** Connections of the application's client, which is not closed. */
    public static RedisConnections using(RedisClient client, RedisURI uri) {
        return new RedisConnections(
                new StandaloneBackend(requireNonNull(client, "client"), requireNonNull(uri, "uri")),
                () -> {},
                DEFAULT_MAX_PENDING_BYTES);
    }

    /** Connections of the application's cluster client, which is not closed. */
    public static RedisConnections using(RedisClusterClient client) {
        return new RedisConnections(
                new ClusterBackend(requireNonNull(client, "client")), () -> {}, DEFAULT_MAX_PENDING_BYTES);
    }

    /**
     * Options that suit an adapter: commands are refused while there is no connection, those whose answer was lost with the
     * connection are not sent again, and a connection whose other end has vanished is found out after 25 s.
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
     * The same with another bound for what waits for Redis to take it, in bytes; default 16 MiB. What would go beyond it
     * is lost and counted. The bound holds for each adapter factory.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public RedisConnections withMaxPendingBytes(long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("maxPendingBytes: " + bytes + " (expected: > 0)");
        }
        return new RedisConnections(backend, closeOwn, bytes);
    }

    /** Closes the client, unless it is the application's. What uses the connections is closed before. */
    @Override
    public void close() {
        closeOwn.run();
    }

    RedisBackend backend() {
        return backend;
    }

    long maxPendingBytes() {
        return maxPendingBytes;
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
