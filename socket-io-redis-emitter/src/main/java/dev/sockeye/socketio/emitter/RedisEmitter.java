package dev.sockeye.socketio.emitter;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reaches the sockets of a cluster from a program that is no server of it: {@code
 * emitter.to("news").emit("headline", "...")}. Servers of Node hear it as well as ours. Thread-safe; each modifier gives
 * another emitter over the same connection, and leaves this one as it is.
 *
 * <p>Nothing blocks. Each future completes when Redis has taken the message, and fails with {@link
 * EmitterUnavailableException} if it was not sent, for example because there is no connection, which is made in the
 * background; see {@link #ready()}. Nothing is queued without a connection and nothing is sent twice. Whether any server has
 * heard it is not known.
 *
 * <p>Arguments are data: null, Boolean, Number, String, {@code byte[]}, {@code Instant}, and lists and maps of them, nested
 * at most 500 deep.
 */
public final class RedisEmitter implements AutoCloseable {
    private static final Set<String> RESERVED =
            Set.of("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener");

    private final EmitterLink link;
    private final Wire wire;
    private final Target target;

    private RedisEmitter(EmitterLink link, Wire wire, Target target) {
        this.link = link;
        this.wire = wire;
        this.target = target;
    }

    static RedisEmitter start(EmitterLink link, Wire wire) {
        link.start();
        return new RedisEmitter(link, wire, Target.ALL);
    }

    /**
     * To servers with the Pub/Sub adapter and default options, over one Redis server.
     *
     * @param uri see {@link RedisEmitterBuilder#uri}
     * @throws IllegalArgumentException if it is no URI of Redis
     */
    public static RedisEmitter pubSub(String uri) {
        return builder(EmitterProtocol.PUB_SUB).uri(uri).build();
    }

    /**
     * To servers with the streams adapter and default options, over one Redis server.
     *
     * @param uri see {@link RedisEmitterBuilder#uri}
     * @throws IllegalArgumentException if it is no URI of Redis
     */
    public static RedisEmitter streams(String uri) {
        return builder(EmitterProtocol.STREAMS).uri(uri).build();
    }

    /**
     * To servers with the sharded adapter and default options, over a Redis Cluster.
     *
     * @param uris some of its nodes
     * @throws IllegalArgumentException if there is none, or one is no URI of Redis
     */
    public static RedisEmitter sharded(String... uris) {
        return builder(EmitterProtocol.SHARDED).cluster(uris).build();
    }

    /** Everything else that may be said. */
    public static RedisEmitterBuilder builder(EmitterProtocol protocol) {
        return new RedisEmitterBuilder(requireNonNull(protocol, "protocol"));
    }

    /** Completes when the connection stands for the first time; never if it does not. */
    public CompletableFuture<Void> ready() {
        return link.opened();
    }

    /** What was sent so far, by all emitters over this connection. */
    public EmitterMetrics metrics() {
        return link.metrics();
    }

    /** The sockets of another namespace. A missing leading slash is added; rooms and flags start afresh. */
    public RedisEmitter of(String namespace) {
        return with(Target.of(namespace.startsWith("/") ? namespace : "/" + namespace));
    }

    /** Members of these rooms as well; without any, all sockets of the namespace. */
    public RedisEmitter to(String... rooms) {
        return with(target.withRooms(Arrays.asList(rooms)));
    }

    /** The same as {@link #to}. */
    public RedisEmitter in(String... rooms) {
        return to(rooms);
    }

    /** But not the members of these rooms. */
    public RedisEmitter except(String... rooms) {
        return with(target.withoutRooms(Arrays.asList(rooms)));
    }

    /** May be dropped for clients that cannot take it at once. */
    public RedisEmitter volatile_() {
        return with(target.withVolatile());
    }

    /** Whether it may be compressed; default true. */
    public RedisEmitter compress(boolean value) {
        return with(target.withCompress(value));
    }

    private RedisEmitter with(Target changed) {
        return new RedisEmitter(link, wire, changed);
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
        return wire.broadcast(link, target, named(event, args));
    }

    /** Makes the matching sockets join rooms. */
    public CompletableFuture<Void> socketsJoin(String... rooms) {
        return wire.join(link, target, List.of(rooms));
    }

    /** Makes the matching sockets leave rooms. */
    public CompletableFuture<Void> socketsLeave(String... rooms) {
        return wire.leave(link, target, List.of(rooms));
    }

    /** Disconnects the matching sockets, with their connections if {@code close}. */
    public CompletableFuture<Void> disconnectSockets(boolean close) {
        return wire.disconnect(link, target, close);
    }

    /**
     * Sends an event to the listeners of the namespace on all servers.
     *
     * @throws IllegalArgumentException if an argument is no data
     */
    public CompletableFuture<Void> serverSideEmit(String event, @Nullable Object... args) {
        return wire.serverSideEmit(link, target.namespace(), named(event, args));
    }

    private static List<@Nullable Object> named(String event, @Nullable Object... args) {
        @Nullable Object[] all = new @Nullable Object[args.length + 1];
        all[0] = requireNonNull(event, "event");
        System.arraycopy(args, 0, all, 1, args.length);
        return Collections.unmodifiableList(Arrays.asList(all));
    }

    /**
     * Closes the connection of this emitter and of all that were made from it; a client of the application stays open.
     * Returns at once.
     */
    @Override
    public void close() {
        link.close();
    }
}
