package dev.sockeye.socketio.redis;

import dev.sockeye.socketio.adapter.Warnings;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subscriptions of one factory, all over one connection. What is wanted is kept here, and what Redis does not have of
 * it is subscribed again until it has: after a lost connection, a failover, a slot that moved. Thread-safe.
 */
final class Subscriptions {
    /** How a channel is subscribed. */
    enum Kind {
        CHANNEL,
        PATTERN,
        SHARDED
    }

    /** Takes messages, on a thread of the driver; must not block. */
    interface Listener {
        /** @param channel where it was published */
        void onMessage(String channel, byte[] message);
    }

    private static final Logger LOGGER = LoggerFactory.getLogger(Subscriptions.class);
    private static final Warnings WARNINGS = new Warnings();
    private static final long RECONCILE_MILLIS = 200;
    private static final long CONFIRMATION_MILLIS = 500;
    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final RedisBackend backend;
    private final RedisCounters counters;
    private final Map<Key, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicBoolean reconcileScheduled = new AtomicBoolean();
    private final RedisConnectionStateListener stateListener = new StateListener();
    private final Backoff backoff = new Backoff();
    /** Null until the first connection stands. */
    private volatile @Nullable StatefulRedisPubSubConnection<String, byte[]> connection;

    private boolean started;
    private volatile boolean closed;

    Subscriptions(RedisBackend backend, RedisCounters counters) {
        this.backend = backend;
        this.counters = counters;
    }

    /** Starts to connect; does nothing the second time. */
    synchronized void start() {
        if (!started && !closed) {
            started = true;
            backend.addListener(stateListener);
            connect();
        }
    }

    private synchronized void connect() {
        if (!closed) {
            backend.connectPubSub().whenComplete(this::onConnect);
        }
    }

    private synchronized void onConnect(
            @Nullable StatefulRedisPubSubConnection<String, byte[]> connected, @Nullable Throwable failure) {
        if (connected == null) {
            if (!closed) {
                LOGGER.debug("cannot connect to Redis for subscriptions", failure);
                backend.scheduler().schedule(this::connect, backoff.nextDelayMillis(), TimeUnit.MILLISECONDS);
            }
        } else if (closed) {
            connected.closeAsync();
        } else {
            connected.addListener(new MessageListener());
            connection = connected;
            entries.forEach(this::send);
            scheduleReconcile();
        }
    }

    synchronized CompletableFuture<Void> close() {
        closed = true;
        entries.clear();
        backend.removeListener(stateListener);
        StatefulRedisPubSubConnection<String, byte[]> current = connection;
        connection = null;
        return current == null ? CompletableFuture.completedFuture(null) : current.closeAsync();
    }

    /**
     * Subscribes a channel or pattern.
     *
     * @return completes when Redis has confirmed it, which may be never while it cannot be reached
     */
    CompletableFuture<Void> subscribe(Kind kind, String channel, Listener listener) {
        return subscribeAfter(DONE, kind, channel, listener);
    }

    /**
     * Subscribes a channel or pattern, but not before something else is done. For the channel by which others count this
     * server: they must not expect answers of it before it hears and can answer them.
     *
     * @return completes when Redis has confirmed it, which may be never while it cannot be reached
     */
    CompletableFuture<Void> subscribeAfter(
            CompletableFuture<?> condition, Kind kind, String channel, Listener listener) {
        Key wanted = new Key(kind, channel);
        Entry entry = entries.compute(wanted, (key, existing) -> {
            Entry current = existing;
            if (current == null) {
                current = new Entry(condition);
                // Within the computation, so that subscribing and unsubscribing a channel keep their order.
                send(key, current);
            }
            current.listeners.add(listener);
            return current;
        });
        if (!condition.isDone()) {
            condition.thenRun(() -> entries.computeIfPresent(wanted, (key, current) -> {
                send(key, current);
                return current;
            }));
        }
        scheduleReconcile();
        return entry.confirmed;
    }

    /** Takes a listener away, and with the last one the subscription. */
    void unsubscribe(Kind kind, String channel, Listener listener) {
        entries.computeIfPresent(new Key(kind, channel), (key, entry) -> {
            entry.listeners.remove(listener);
            if (!entry.listeners.isEmpty()) {
                return entry;
            }
            sendUnsubscribe(key);
            return null;
        });
    }

    /**
     * Whether Redis has the subscription: an answer that is on its way is waited for, for half a second. After it says yes,
     * Redis counts this subscriber.
     */
    CompletableFuture<Boolean> isActive(Kind kind, String channel) {
        Entry entry = entries.get(new Key(kind, channel));
        if (entry == null || !isOpen()) {
            return CompletableFuture.completedFuture(false);
        }
        return entry.confirmed
                .thenApply(done -> true)
                .completeOnTimeout(false, CONFIRMATION_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * The number of servers, each of which subscribes a channel. Others are counted even while the own subscription is not
     * there.
     */
    CompletableFuture<Integer> countServers(RedisLink link, Kind kind, String channel) {
        return isActive(kind, channel).thenCompose(active -> link.countSubscribers(channel, kind == Kind.SHARDED)
                .thenApply(count -> count.intValue() + (active ? 0 : 1)));
    }

    /** Number of channels and patterns. */
    int size() {
        return entries.size();
    }

    /** Whether there is a connection at this moment. */
    boolean isOpen() {
        StatefulRedisPubSubConnection<String, byte[]> current = connection;
        return current != null && current.isOpen();
    }

    private void send(Key key, Entry entry) {
        StatefulRedisPubSubConnection<String, byte[]> current = connection;
        if (current == null || !current.isOpen() || entry.active || !entry.condition.isDone()) {
            return;
        }
        try {
            RedisPubSubAsyncCommands<String, byte[]> async = current.async();
            switch (key.kind()) {
                case CHANNEL -> async.subscribe(key.channel());
                case PATTERN -> async.psubscribe(key.channel());
                case SHARDED -> async.ssubscribe(key.channel());
            }
        } catch (RuntimeException e) {
            LOGGER.debug("cannot subscribe", e);
        }
    }

    private void sendUnsubscribe(Key key) {
        StatefulRedisPubSubConnection<String, byte[]> current = connection;
        if (current == null || !current.isOpen()) {
            return;
        }
        try {
            RedisPubSubAsyncCommands<String, byte[]> async = current.async();
            switch (key.kind()) {
                case CHANNEL -> async.unsubscribe(key.channel());
                case PATTERN -> async.punsubscribe(key.channel());
                case SHARDED -> async.sunsubscribe(key.channel());
            }
        } catch (RuntimeException e) {
            LOGGER.debug("cannot unsubscribe", e);
        }
    }

    /** Looks, until all is well, for what Redis has not confirmed. */
    private void scheduleReconcile() {
        if (!closed && reconcileScheduled.compareAndSet(false, true)) {
            backend.scheduler().schedule(this::reconcile, RECONCILE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void reconcile() {
        reconcileScheduled.set(false);
        boolean allActive = true;
        for (Map.Entry<Key, Entry> wanted : entries.entrySet()) {
            if (!wanted.getValue().active) {
                allActive = false;
                send(wanted.getKey(), wanted.getValue());
            }
        }
        if (!allActive) {
            scheduleReconcile();
        }
    }

    private void onSubscribed(Kind kind, String channel) {
        // A computation: Redis may have answered before the entry of what is just being subscribed is in the map.
        Entry entry = entries.compute(new Key(kind, channel), (key, existing) -> {
            if (existing == null) {
                // Restored by the driver, but given up while the connection was down.
                sendUnsubscribe(key);
            }
            return existing;
        });
        if (entry != null) {
            entry.activate();
        }
    }

    private void onUnsubscribed(Kind kind, String channel) {
        Entry entry = entries.get(new Key(kind, channel));
        if (entry != null) {
            entry.deactivate();
            scheduleReconcile();
        }
    }

    private void onMessage(Kind kind, String subscription, String channel, byte[] message) {
        Entry entry = entries.get(new Key(kind, subscription));
        if (entry == null) {
            return;
        }
        for (Listener listener : entry.listeners) {
            try {
                listener.onMessage(channel, message);
            } catch (RuntimeException e) {
                counters.ignored.increment();
                WARNINGS.warn(LOGGER, "message from Redis not carried out", e);
            }
        }
    }

    private record Key(Kind kind, String channel) {}

    /** What is wanted of one channel. */
    private static final class Entry {
        final List<Listener> listeners = new CopyOnWriteArrayList<>();
        /** What has to be done before it is subscribed. */
        final CompletableFuture<?> condition;
        /** Redis has it. */
        volatile boolean active;
        /** Completes when Redis has it; a new one after each interruption. */
        volatile CompletableFuture<Void> confirmed = new CompletableFuture<>();

        Entry(CompletableFuture<?> condition) {
            this.condition = condition;
        }

        synchronized void deactivate() {
            if (active) {
                active = false;
                confirmed = new CompletableFuture<>();
            }
        }

        void activate() {
            CompletableFuture<Void> done;
            synchronized (this) {
                active = true;
                done = confirmed;
            }
            done.complete(null);
        }
    }

    private final class MessageListener extends RedisPubSubAdapter<String, byte[]> {
        @Override
        public void message(String channel, byte[] message) {
            onMessage(Kind.CHANNEL, channel, channel, message);
        }

        @Override
        public void message(String pattern, String channel, byte[] message) {
            onMessage(Kind.PATTERN, pattern, channel, message);
        }

        @Override
        public void smessage(String channel, byte[] message) {
            onMessage(Kind.SHARDED, channel, channel, message);
        }

        @Override
        public void subscribed(String channel, long count) {
            onSubscribed(Kind.CHANNEL, channel);
        }

        @Override
        public void psubscribed(String pattern, long count) {
            onSubscribed(Kind.PATTERN, pattern);
        }

        @Override
        public void ssubscribed(String channel, long count) {
            onSubscribed(Kind.SHARDED, channel);
        }

        @Override
        public void unsubscribed(String channel, long count) {
            onUnsubscribed(Kind.CHANNEL, channel);
        }

        @Override
        public void punsubscribed(String pattern, long count) {
            onUnsubscribed(Kind.PATTERN, pattern);
        }

        @Override
        public void sunsubscribed(String channel, long count) {
            onUnsubscribed(Kind.SHARDED, channel);
        }
    }

    /** Of a cluster every connection may carry subscriptions, so the loss of any puts all of them in doubt. */
    private final class StateListener implements RedisConnectionStateListener {
        @Override
        public void onRedisConnected(RedisChannelHandler<?, ?> handler, SocketAddress address) {
            scheduleReconcile();
        }

        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
            if (handler != connection && !(backend.isCluster() && handler instanceof StatefulRedisPubSubConnection)) {
                return;
            }
            if (!closed) {
                counters.interruptions.increment();
                entries.values().forEach(Entry::deactivate);
                scheduleReconcile();
            }
        }
    }
}
