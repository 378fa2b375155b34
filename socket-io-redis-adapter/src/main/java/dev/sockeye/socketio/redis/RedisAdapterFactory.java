package dev.sockeye.socketio.redis;

import static java.util.Objects.requireNonNull;

import dev.sockeye.socketio.adapter.Adapter;
import dev.sockeye.socketio.adapter.AdapterContext;
import dev.sockeye.socketio.adapter.AdapterFactory;
import java.util.concurrent.CompletableFuture;

/**
 * Ties servers together over Redis, servers of Node among them. One factory belongs to one server, which closes it.
 * Thread-safe.
 *
 * <p>The server starts whether or not Redis can be reached, and its own clients are served whether or not it can: what
 * cannot be sent to other servers is lost and counted, see {@link #metrics()}.
 */
public final class RedisAdapterFactory implements AdapterFactory {
    /** Makes the adapter of one namespace. */
    interface Kind {
        Adapter create(AdapterContext context, RedisLink link, Subscriptions subscriptions);

        /** Closes what the adapters of this kind share besides. */
        default CompletableFuture<Void> close() {
            return CompletableFuture.completedFuture(null);
        }
    }

    private final RedisCounters counters = new RedisCounters();
    private final Kind kind;
    private final RedisLink link;
    private final Subscriptions subscriptions;
    private final Runnable afterClose;

    private RedisAdapterFactory(RedisConnections connections, Kind kind, Runnable afterClose) {
        this.kind = kind;
        this.afterClose = afterClose;
        this.link = new RedisLink(connections, counters);
        this.subscriptions = new Subscriptions(connections.backend(), counters);
    }

    /**
     * The Pub/Sub adapter with default options on one Redis server. What it opens it closes.
     *
     * @param uri see {@link RedisConnections#standalone}
     */
    public static RedisAdapterFactory pubSub(String uri) {
        return pubSub(uri, PubSubOptions.builder().build());
    }

    /** The Pub/Sub adapter on one Redis server. What it opens it closes. */
    public static RedisAdapterFactory pubSub(String uri, PubSubOptions options) {
        RedisConnections connections = RedisConnections.standalone(uri);
        return pubSub(connections, options, connections::close);
    }

    /** The Pub/Sub adapter on given connections, which are not closed. */
    public static RedisAdapterFactory pubSub(RedisConnections connections, PubSubOptions options) {
        return pubSub(connections, options, () -> {});
    }

    private static RedisAdapterFactory pubSub(
            RedisConnections connections, PubSubOptions options, Runnable afterClose) {
        requireNonNull(options, "options");
        return new RedisAdapterFactory(
                connections,
                (context, link, subscriptions) -> new PubSubAdapter(context, link, subscriptions, options),
                afterClose);
    }

    /**
     * The sharded Pub/Sub adapter with default options on a Redis Cluster of version 7. What it opens it closes.
     *
     * @param uris some of the cluster's nodes
     */
    public static RedisAdapterFactory sharded(String... uris) {
        RedisConnections connections = RedisConnections.cluster(uris);
        return sharded(connections, ShardedOptions.builder().build(), connections::close);
    }

    /** The sharded Pub/Sub adapter on given connections, which are not closed. One server will do as well as a cluster. */
    public static RedisAdapterFactory sharded(RedisConnections connections, ShardedOptions options) {
        return sharded(connections, options, () -> {});
    }

    private static RedisAdapterFactory sharded(
            RedisConnections connections, ShardedOptions options, Runnable afterClose) {
        requireNonNull(options, "options");
        return new RedisAdapterFactory(
                connections,
                (context, link, subscriptions) -> new ShardedAdapter(context, link, subscriptions, options),
                afterClose);
    }

    /**
     * The streams adapter with default options on one Redis server. What it opens it closes.
     *
     * @param uri see {@link RedisConnections#standalone}
     */
    public static RedisAdapterFactory streams(String uri) {
        return streams(uri, StreamsOptions.builder().build());
    }

    /** The streams adapter on one Redis server. What it opens it closes. */
    public static RedisAdapterFactory streams(String uri, StreamsOptions options) {
        RedisConnections connections = RedisConnections.standalone(uri);
        return streams(connections, options, connections::close);
    }

    /** The streams adapter on given connections, which are not closed. */
    public static RedisAdapterFactory streams(RedisConnections connections, StreamsOptions options) {
        return streams(connections, options, () -> {});
    }

    private static RedisAdapterFactory streams(
            RedisConnections connections, StreamsOptions options, Runnable afterClose) {
        return new RedisAdapterFactory(connections, new StreamsKind(requireNonNull(options, "options")), afterClose);
    }

    @Override
    public Adapter create(AdapterContext context) {
        link.start();
        subscriptions.start();
        return kind.create(context, link, subscriptions);
    }

    /** What the adapters have done so far. */
    public RedisAdapterMetrics metrics() {
        return counters.snapshot();
    }

    /** Closes the connections; those that were given stay open. Returns at once. */
    @Override
    public void close() {
        CompletableFuture.allOf(kind.close(), link.close(), subscriptions.close())
                .whenComplete((done, failure) -> afterClose.run());
    }
}
