package dev.sockeye.socketio.redis;

import static java.util.Objects.requireNonNull;

import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.BroadcastOptions.Flags;
import dev.sockeye.socketio.adapter.cluster.ClusterAdapter;
import dev.sockeye.socketio.adapter.cluster.ClusterMessage;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reaches the sockets of a cluster from a program that is no server of it: {@code
 * emitter.to("news").emit("headline", "...")}. Servers of Node hear it as well. Thread-safe; each modifier gives another
 * emitter over the same connection, and leaves this one as it is.
 *
 * <p>Nothing blocks. Each future completes when Redis has taken the message, and fails if it was not sent, for example
 * because there is no connection, which is made in the background; see {@link #ready()}. Whether any server has heard it is
 * not known.
 *
 * <p>Arguments are data: null, Boolean, Number, String, {@code byte[]}, {@code Instant}, and lists and maps of them.
 */
public final class RedisEmitter implements AutoCloseable {
    private static final Set<String> RESERVED =
            Set.of("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener");

    private final RedisLink link;
    private final Runnable afterClose;
    private final EmitterWire wire;
    private final String namespace;
    private final BroadcastOptions options;

    private RedisEmitter(
            RedisLink link, Runnable afterClose, EmitterWire wire, String namespace, BroadcastOptions options) {
        this.link = link;
        this.afterClose = afterClose;
        this.wire = wire;
        this.namespace = namespace;
        this.options = options;
    }

    /**
     * To servers with the Pub/Sub adapter and default options.
     *
     * @param uri see {@link RedisConnections#standalone}; closed with the emitter
     */
    public static RedisEmitter pubSub(String uri) {
        RedisConnections connections = RedisConnections.standalone(uri);
        return start(connections, EmitterWire.pubSub(PubSubOptions.builder().build()), connections::close);
    }

    /** To servers with the Pub/Sub adapter; the connections stay open. */
    public static RedisEmitter pubSub(RedisConnections connections, PubSubOptions options) {
        return start(connections, EmitterWire.pubSub(requireNonNull(options, "options")), () -> {});
    }

    /**
     * To servers with the streams adapter and default options.
     *
     * @param uri see {@link RedisConnections#standalone}; closed with the emitter
     */
    public static RedisEmitter streams(String uri) {
        RedisConnections connections = RedisConnections.standalone(uri);
        return start(connections, EmitterWire.streams(StreamsOptions.builder().build()), connections::close);
    }

    /** To servers with the streams adapter; the connections stay open. */
    public static RedisEmitter streams(RedisConnections connections, StreamsOptions options) {
        return start(connections, EmitterWire.streams(requireNonNull(options, "options")), () -> {});
    }

    private static RedisEmitter start(RedisConnections connections, EmitterWire wire, Runnable afterClose) {
        RedisLink link = new RedisLink(connections, new RedisCounters());
        link.start();
        return new RedisEmitter(link, afterClose, wire, "/", BroadcastOptions.ALL);
    }

    /** Completes when the connection stands for the first time. */
    public CompletableFuture<Void> ready() {
        return link.opened();
    }

    /** What was sent so far, and what was lost. */
    public RedisAdapterMetrics metrics() {
        return link.counters().snapshot();
    }

    /** The sockets of another namespace. A missing leading slash is added; rooms and flags start afresh. */
    public RedisEmitter of(String name) {
        return new RedisEmitter(link, afterClose, wire, name.startsWith("/") ? name : "/" + name, BroadcastOptions.ALL);
    }

    /** Members of these rooms as well; without any, all sockets of the namespace. */
    public RedisEmitter to(String... rooms) {
        return with(new BroadcastOptions(union(options.rooms(), rooms), options.except(), options.flags()));
    }

    /** The same as {@link #to}. */
    public RedisEmitter in(String... rooms) {
        return to(rooms);
    }

    /** But not the members of these rooms. */
    public RedisEmitter except(String... rooms) {
        return with(new BroadcastOptions(options.rooms(), union(options.except(), rooms), options.flags()));
    }

    /** May be dropped for clients that cannot take it at once. */
    public RedisEmitter volatile_() {
        return with(options.flags().withVolatile());
    }

    /** Whether it may be compressed; default true. */
    public RedisEmitter compress(boolean value) {
        return with(options.flags().withCompress(value));
    }

    private RedisEmitter with(Flags flags) {
        return with(new BroadcastOptions(options.rooms(), options.except(), flags));
    }

    private RedisEmitter with(BroadcastOptions changed) {
        return new RedisEmitter(link, afterClose, wire, namespace, changed);
    }

    private static Set<String> union(Set<String> rooms, String... more) {
        Set<String> union = new HashSet<>(rooms);
        union.addAll(Arrays.asList(more));
        return union;
    }

    /**
     * Sends an event to the matching sockets.
     *
     * @throws IllegalArgumentException if the name is reserved, or an argument is no data
     */
    public CompletableFuture<Void> emit(String event, @Nullable Object... args) {
        if (RESERVED.contains(event)) {
            throw new IllegalArgumentException("\"" + event + "\" is a reserved event name");
        }
        SocketPacket.Event packet = new SocketPacket.Event(namespace, SocketPacket.NO_ACK, named(event, args));
        return send(
                new ClusterMessage.Broadcast(ClusterAdapter.EMITTER_UID, namespace, packet, options, Optional.empty()));
    }

    /** Makes the matching sockets join rooms. */
    public CompletableFuture<Void> socketsJoin(String... rooms) {
        return send(new ClusterMessage.SocketsJoin(
                ClusterAdapter.EMITTER_UID, namespace, options, new LinkedHashSet<>(Arrays.asList(rooms))));
    }

    /** Makes the matching sockets leave rooms. */
    public CompletableFuture<Void> socketsLeave(String... rooms) {
        return send(new ClusterMessage.SocketsLeave(
                ClusterAdapter.EMITTER_UID, namespace, options, new LinkedHashSet<>(Arrays.asList(rooms))));
    }

    /** Disconnects the matching sockets, with their connections if {@code close}. */
    public CompletableFuture<Void> disconnectSockets(boolean close) {
        return send(new ClusterMessage.DisconnectSockets(ClusterAdapter.EMITTER_UID, namespace, options, close));
    }

    /** Sends an event to the listeners of the namespace on all servers. */
    public CompletableFuture<Void> serverSideEmit(String event, @Nullable Object... args) {
        return send(new ClusterMessage.ServerSideEmit(
                ClusterAdapter.EMITTER_UID, namespace, named(event, args), Optional.empty()));
    }

    private static PacketArgs named(String event, @Nullable Object... args) {
        @Nullable Object[] all = new @Nullable Object[args.length + 1];
        all[0] = requireNonNull(event, "event");
        System.arraycopy(args, 0, all, 1, args.length);
        return PacketArgs.of(all);
    }

    private CompletableFuture<Void> send(ClusterMessage message) {
        return wire.send(link, message).thenApply(sent -> null);
    }

    /** Closes the connection of this emitter and of all that were made from it. Returns at once. */
    @Override
    public void close() {
        link.close().whenComplete((done, failure) -> afterClose.run());
    }
}
