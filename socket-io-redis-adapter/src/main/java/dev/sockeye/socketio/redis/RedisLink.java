package dev.sockeye.socketio.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection for commands of one factory. It is tried again until it stands; later Lettuce restores it.
 * While it is down commands fail at once, and what waits for Redis is bounded in bytes. Thread-safe.
 */
final class RedisLink {
    private static final Logger LOGGER = LoggerFactory.getLogger(RedisLink.class);

    /** What a command costs besides its payload, about. */
    private static final int OVERHEAD_BYTES = 512;

    private static final long COUNT_TIMEOUT_MILLIS = 2000;

    private final RedisBackend backend;
    private final long maxPendingBytes;
    private final RedisCounters counters;
    private final Backoff backoff = new Backoff();
    /** Null until the first connection stands. */
    private volatile RedisBackend.@Nullable Commands commands;

    /** Completes with the first connection. */
    private final CompletableFuture<Void> opened = new CompletableFuture<>();

    private boolean started;
    private boolean closed;

    RedisLink(RedisConnections connections, RedisCounters counters) {
        this.backend = connections.backend();
        this.maxPendingBytes = connections.maxPendingBytes();
        this.counters = counters;
    }

    /** Starts to connect; does nothing the second time. */
    synchronized void start() {
        if (!started && !closed) {
            started = true;
            connect();
        }
    }

    private void connect() {
        backend.connect().whenComplete(this::onConnect);
    }

    private synchronized void onConnect(RedisBackend.@Nullable Commands connected, @Nullable Throwable failure) {
        if (connected != null) {
            if (closed) {
                connected.connection().closeAsync();
            } else {
                commands = connected;
                opened.complete(null);
            }
        } else if (!closed) {
            LOGGER.debug("cannot connect to Redis", failure);
            backend.scheduler().schedule(this::retry, backoff.nextDelayMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void retry() {
        if (!closed) {
            connect();
        }
    }

    /** Closes the connection; completes when it is closed. */
    synchronized CompletableFuture<Void> close() {
        closed = true;
        RedisBackend.Commands current = commands;
        commands = null;
        return current == null
                ? CompletableFuture.completedFuture(null)
                : current.connection().closeAsync();
    }

    /** Completes when the first connection stands. */
    CompletableFuture<Void> opened() {
        return opened.copy();
    }

    RedisBackend backend() {
        return backend;
    }

    RedisCounters counters() {
        return counters;
    }

    /** Whether commands can be sent at this moment. */
    boolean isOpen() {
        RedisBackend.Commands current = commands;
        return current != null && current.connection().isOpen();
    }

    /** Publishes a message; completes with the number of receivers. */
    CompletableFuture<Long> publish(String channel, byte[] message, boolean sharded) {
        return send(
                message.length,
                current -> sharded
                        ? current.async().spublish(channel, message)
                        : current.async().publish(channel, message));
    }

    /** Appends to a stream; completes with the id of the entry. */
    CompletableFuture<String> append(String stream, Map<String, byte[]> fields, long maxLength) {
        int size = fields.values().stream().mapToInt(value -> value.length).sum();
        return send(size, current -> current.async()
                .xadd(stream, new XAddArgs().maxlen(maxLength).approximateTrimming(), fields));
    }

    /** Any other command. */
    <T> CompletableFuture<T> command(Function<RedisBackend.Commands, CompletionStage<T>> command) {
        RedisBackend.Commands current = commands;
        if (current == null || !current.connection().isOpen()) {
            return CompletableFuture.failedFuture(new RedisUnavailableException("not connected to Redis"));
        }
        return dispatch(() -> command.apply(current));
    }

    /** Number of subscribers of a channel; fails after 2 seconds. */
    CompletableFuture<Long> countSubscribers(String channel, boolean sharded) {
        return this.<Long>command(current -> current.countSubscribers(channel, sharded))
                .orTimeout(COUNT_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Sends a message for others: counted, bounded. */
    private <T> CompletableFuture<T> send(int length, Function<RedisBackend.Commands, CompletionStage<T>> command) {
        return bounded(length, command).whenComplete((result, failure) -> {
            if (failure == null) {
                counters.published.increment();
            } else {
                counters.lost.increment();
            }
        });
    }

    /** Any other command that carries so many bytes; fails at once if too many wait for Redis already. */
    <T> CompletableFuture<T> bounded(int length, Function<RedisBackend.Commands, CompletionStage<T>> command) {
        RedisBackend.Commands current = commands;
        if (current == null || !current.connection().isOpen()) {
            return CompletableFuture.failedFuture(new RedisUnavailableException("not connected to Redis"));
        }
        long size = (long) length + OVERHEAD_BYTES;
        if (counters.pendingBytes.addAndGet(size) > maxPendingBytes) {
            counters.pendingBytes.addAndGet(-size);
            return CompletableFuture.failedFuture(
                    new RedisUnavailableException("more than " + maxPendingBytes + " bytes wait for Redis"));
        }
        return dispatch(() -> command.apply(current))
                .whenComplete((result, failure) -> counters.pendingBytes.addAndGet(-size));
    }

    /** Whether this is the connection for commands, or one of those in a cluster. */
    boolean isOver(RedisChannelHandler<?, ?> handler) {
        RedisBackend.Commands current = commands;
        return current != null
                && (backend.isCluster()
                        ? !(handler instanceof StatefulRedisPubSubConnection)
                        : current.connection() == handler);
    }

    /** Lettuce refuses some commands by an exception and some by a failed future. */
    static <T> CompletableFuture<T> dispatch(Supplier<CompletionStage<T>> command) {
        try {
            return command.get().toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Bytes of a text. */
    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
