package dev.sockeye.socketio.emitter;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of one emitter. It is tried again until it stands; later Lettuce restores it. While it is down messages
 * are refused at once, and what waits for Redis is bounded in bytes. Thread-safe.
 */
final class EmitterLink {
    private static final Logger LOGGER = LoggerFactory.getLogger(EmitterLink.class);
    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
    /** What a command costs besides its payload, about. */
    private static final int OVERHEAD_BYTES = 512;

    private static final int FIRST_PAUSE_MILLIS = 50;
    private static final int LAST_PAUSE_MILLIS = 1000;

    /** A connection that can send commands. */
    private record Open(
            StatefulConnection<String, byte[]> connection, RedisClusterAsyncCommands<String, byte[]> commands) {}

    private final Supplier<CompletionStage<Open>> connector;
    private final ScheduledExecutorService scheduler;
    private final Runnable afterClose;
    private final long maxPendingBytes;
    private final LongAdder published = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final AtomicLong pendingBytes = new AtomicLong();
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    /** Null until the first connection stands. */
    private volatile @Nullable Open open;

    private int pauseMillis = FIRST_PAUSE_MILLIS;
    private boolean closed;

    private EmitterLink(
            Supplier<CompletionStage<Open>> connector,
            ScheduledExecutorService scheduler,
            Runnable afterClose,
            long maxPendingBytes) {
        this.connector = connector;
        this.scheduler = scheduler;
        this.afterClose = afterClose;
        this.maxPendingBytes = maxPendingBytes;
    }

    static EmitterLink standalone(RedisClient client, RedisURI uri, Runnable afterClose, long maxPendingBytes) {
        return new EmitterLink(
                () -> client.connectAsync(CODEC, uri).thenApply(connection -> new Open(connection, connection.async())),
                client.getResources().eventExecutorGroup(),
                afterClose,
                maxPendingBytes);
    }

    static EmitterLink cluster(RedisClusterClient client, Runnable afterClose, long maxPendingBytes) {
        return new EmitterLink(
                () -> client.refreshPartitionsAsync()
                        .thenCompose(refreshed -> client.connectAsync(CODEC))
                        .thenCompose(EmitterLink::connectAll),
                client.getResources().eventExecutorGroup(),
                afterClose,
                maxPendingBytes);
    }

    /** Connects to all servers in advance: the first command to a server without a connection would be refused. */
    private static CompletableFuture<Open> connectAll(StatefulRedisClusterConnection<String, byte[]> connection) {
        CompletableFuture<?>[] connecting = connection.getPartitions().stream()
                .filter(node -> node.is(RedisClusterNode.NodeFlag.UPSTREAM))
                .map(node -> connection.getConnectionAsync(
                        node.getUri().getHost(), node.getUri().getPort()))
                .toArray(CompletableFuture<?>[]::new);
        // One that cannot be reached keeps nobody from using the others.
        return CompletableFuture.allOf(connecting).handle((done, failure) -> new Open(connection, connection.async()));
    }

    void start() {
        connector.get().whenComplete(this::onConnect);
    }

    private synchronized void onConnect(@Nullable Open connected, @Nullable Throwable failure) {
        if (connected == null) {
            if (!closed) {
                LOGGER.debug("cannot connect to Redis", failure);
                int bound = pauseMillis;
                pauseMillis = Math.min(LAST_PAUSE_MILLIS, bound * 2);
                scheduler.schedule(
                        this::retry, ThreadLocalRandom.current().nextInt(bound / 2, bound + 1), TimeUnit.MILLISECONDS);
            }
        } else if (closed) {
            connected.connection().closeAsync();
        } else {
            open = connected;
            opened.complete(null);
        }
    }

    private synchronized void retry() {
        if (!closed) {
            start();
        }
    }

    CompletableFuture<Void> opened() {
        return opened.copy();
    }

    EmitterMetrics metrics() {
        return new EmitterMetrics(published.sum(), lost.sum(), pendingBytes.get());
    }

    void close() {
        Open current;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            current = open;
            open = null;
        }
        CompletableFuture<Void> closing = current == null
                ? CompletableFuture.completedFuture(null)
                : current.connection().closeAsync();
        closing.whenComplete((done, failure) -> afterClose.run());
    }

    CompletableFuture<Void> publish(String channel, byte[] message, boolean sharded) {
        return send(
                message.length,
                commands -> sharded ? commands.spublish(channel, message) : commands.publish(channel, message));
    }

    CompletableFuture<Void> append(String stream, Map<String, byte[]> fields, long maxLength) {
        int size = fields.values().stream().mapToInt(value -> value.length).sum();
        return send(
                size,
                commands ->
                        commands.xadd(stream, new XAddArgs().maxlen(maxLength).approximateTrimming(), fields));
    }

    private CompletableFuture<Void> send(
            int length, Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<?>> command) {
        Open current = open;
        if (current == null || !current.connection().isOpen()) {
            lost.increment();
            return CompletableFuture.failedFuture(new EmitterUnavailableException("not connected to Redis"));
        }
        long size = (long) length + OVERHEAD_BYTES;
        if (pendingBytes.addAndGet(size) > maxPendingBytes) {
            pendingBytes.addAndGet(-size);
            lost.increment();
            return CompletableFuture.failedFuture(
                    new EmitterUnavailableException("more than " + maxPendingBytes + " bytes wait for Redis"));
        }
        return dispatch(command, current.commands()).handle((result, failure) -> {
            pendingBytes.addAndGet(-size);
            if (failure == null) {
                published.increment();
                return null;
            }
            lost.increment();
            EmitterUnavailableException unavailable = new EmitterUnavailableException("not sent to Redis");
            unavailable.initCause(failure);
            throw unavailable;
        });
    }

    /** Lettuce refuses some commands by an exception and some by a failed future. */
    private static CompletableFuture<?> dispatch(
            Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<?>> command,
            RedisClusterAsyncCommands<String, byte[]> commands) {
        try {
            return command.apply(commands).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
