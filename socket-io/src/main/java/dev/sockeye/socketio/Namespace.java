package dev.sockeye.socketio;

import dev.sockeye.socketio.adapter.Adapter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A namespace: a set of sockets with listeners and rooms of their own, many of them over one connection. Thread-safe.
 */
public interface Namespace extends BroadcastTarget {
    /** The name with its leading slash. */
    String name();

    /** The connected sockets of this server. A copy. */
    Collection<Socket> sockets();

    /** The connected socket of this server with this id. */
    Optional<Socket> socket(String id);

    /** Adds a middleware, asked for each socket that wants in, in the order of addition. */
    Namespace use(Middleware middleware);

    /** Adds a middleware that decides later. */
    Namespace useAsync(AsyncMiddleware middleware);

    /** Adds a listener of connections. */
    Registration onConnection(ConnectionListener listener);

    /**
     * Adds a listener of events that other servers send by {@link #serverSideEmit}.
     *
     * @throws IllegalArgumentException if the name is reserved
     */
    Registration on(String event, EventListener listener);

    /** Adds a listener of rooms. */
    Registration onRoom(RoomListener listener);

    /** The rooms of this server, own-id rooms included. A copy. */
    Set<String> rooms();

    /** Sends an event to the listeners of this namespace on all other servers. */
    void serverSideEmit(String event, @Nullable Object... args);

    /**
     * The same with answers, the first argument of each other server's acknowledgement, as data. Without {@code timeout}
     * it waits 5 seconds; then it fails with {@link dev.sockeye.socketio.adapter.ClusterTimeoutException}.
     */
    CompletableFuture<List<@Nullable Object>> serverSideEmitWithAck(
            @Nullable Duration timeout, String event, @Nullable Object... args);

    /** The adapter. */
    Adapter adapter();
}
