package dev.sockeye.socketio.adapter;

import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries the operations of one namespace to all servers: to the sockets of this node through {@link LocalSockets}, and
 * to other nodes in its own way. Thread-safe; no method blocks. A broken link to other nodes never keeps an operation
 * from being done on this node.
 *
 * <p>{@link LocalAdapter} serves a single node; {@code adapter.cluster.ClusterAdapter} is the base for others.
 */
public interface Adapter {
    /** Starts. The namespace is usable before the future completes; a failure is logged. */
    default CompletableFuture<Void> init() {
        return CompletableFuture.completedFuture(null);
    }

    /** Stops; completes when everything was released. */
    default CompletableFuture<Void> close() {
        return CompletableFuture.completedFuture(null);
    }

    /** Number of servers that serve this namespace, this one included. */
    CompletableFuture<Integer> serverCount();

    /** The first socket of this node joined a room. The join completes with the future. */
    default CompletableFuture<Void> onRoomCreated(String room) {
        return CompletableFuture.completedFuture(null);
    }

    /** The last socket of this node left a room. */
    default void onRoomDeleted(String room) {}

    /** Delivers an event to all matching sockets. */
    void broadcast(SocketPacket.Event packet, BroadcastOptions options);

    /**
     * Runs a task behind the deliveries on this node of what was broadcast before: at once, unless this adapter delivers
     * later. What goes to a single socket takes this way, so that it does not overtake broadcasts.
     */
    default void runInTurn(Runnable task) {
        task.run();
    }

    /** The same without waiting: what is still to be delivered is delivered now. */
    default void flush(Runnable task) {
        task.run();
    }

    /**
     * Delivers an event to all matching sockets and collects acknowledgements until the timeout of the options has
     * passed.
     *
     * @param clientCount told how many sockets a node matched, once for each node that answers (this one included, even
     *     with 0)
     * @param ack told the first argument of each acknowledgement, as data
     */
    void broadcastWithAck(
            SocketPacket.Event packet,
            BroadcastOptions options,
            IntConsumer clientCount,
            Consumer<@Nullable Object> ack);

    /** All matching sockets. Fails with {@link ClusterTimeoutException} if a server does not answer. */
    CompletableFuture<List<SocketSnapshot>> fetchSockets(BroadcastOptions options);

    /**
     * The rooms of all servers, own-id rooms included. Fails with {@link ClusterTimeoutException} if a server does not
     * answer, with {@link UnsupportedOperationException} if the adapter cannot ask.
     */
    default CompletableFuture<Set<String>> allRooms() {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("allRooms"));
    }

    /** Makes all matching sockets join the rooms. */
    CompletableFuture<Void> addSockets(BroadcastOptions options, Set<String> rooms);

    /** Makes all matching sockets leave the rooms. */
    CompletableFuture<Void> removeSockets(BroadcastOptions options, Set<String> rooms);

    /** Disconnects all matching sockets. */
    CompletableFuture<Void> disconnectSockets(BroadcastOptions options, boolean close);

    /** Sends an event to the listeners of the namespace on all other servers. */
    void serverSideEmit(PacketArgs args);

    /**
     * The same with answers, one of each other server, as data. Fails with {@link ClusterTimeoutException}, which
     * carries the answers so far.
     */
    CompletableFuture<List<@Nullable Object>> serverSideEmitWithAck(PacketArgs args, Duration timeout);

    /** Whether sessions can be resumed with this adapter. */
    default boolean supportsRecovery() {
        return false;
    }

    /** Keeps what is needed to resume a session. */
    default void persistSession(SessionSnapshot session) {}

    /**
     * A socket was connected whose session may be resumed.
     *
     * @return told what becomes of it, and asked to {@linkplain KeptSession#persist persist} it in the end; empty if this
     *     adapter does not keep sessions before that
     */
    default Optional<KeptSession> keepSession(RecoverableSocket socket) {
        return Optional.empty();
    }

    /**
     * Takes out a kept session, at most once, with what its client missed since the offset.
     *
     * @param resume called once if the session is known, not expired and complete, before any later broadcast is
     *     delivered on this node; it puts the socket into its rooms
     * @return whether {@code resume} was called
     */
    default CompletableFuture<Boolean> restoreSession(String pid, String offset, Consumer<RestoredSession> resume) {
        return CompletableFuture.completedFuture(false);
    }
}
