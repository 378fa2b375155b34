package dev.sockeye.socketio;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Somebody to broadcast to: a whole namespace, or a {@link BroadcastOperator} that narrows it down. Thread-safe.
 *
 * <p>A broadcast is encoded once, on the calling thread, so the arguments may be changed afterwards. It does not wait for
 * clients and never throws for those that are gone. Broadcasts of one thread reach each client in the order in which they
 * were made, and in order with what that thread emits to single sockets.
 *
 * <p>Who broadcasts faster than the event loops deliver is held up, for up to 100 ms each broadcast, but never on an event
 * loop: while 16 MiB of events wait to be written, each counted once for each receiver and with 1 KiB more.
 */
public interface BroadcastTarget {
    /** Members of the room; with several calls or rooms, members of any of them, each once. */
    BroadcastOperator to(String... rooms);

    /** The same as {@link #to(String...)}. */
    BroadcastOperator to(Collection<String> rooms);

    /** The same as {@link #to(String...)}. */
    default BroadcastOperator in(String... rooms) {
        return to(rooms);
    }

    /** But not the members of the room. A socket id is the room of that socket. */
    BroadcastOperator except(String... rooms);

    /** The same as {@link #except(String...)}. */
    BroadcastOperator except(Collection<String> rooms);

    /** Only the sockets of this server. */
    BroadcastOperator local();

    /** May be dropped for clients that cannot take it at once. (JavaScript: {@code volatile}.) */
    BroadcastOperator volatile_();

    /** Whether what follows may be compressed; default true. */
    BroadcastOperator compress(boolean value);

    /** How long to wait for acknowledgements or for answers of other servers. */
    BroadcastOperator timeout(Duration value);

    /**
     * Sends an event.
     *
     * @throws IllegalArgumentException if the name is reserved or an argument cannot be encoded
     */
    void emit(String event, @Nullable Object... args);

    /** Sends a contract-first event. */
    default <A> void emit(Event<A> event, A argument) {
        emit(event.name(), argument);
    }

    /** Sends the event {@code message}. */
    default void send(@Nullable Object... args) {
        emit("message", args);
    }

    /**
     * Sends an event and collects the first argument of each client's acknowledgement, as data. Waits for {@link
     * #timeout} or else for {@link SocketIoOptions#ackTimeout()}; then it fails with {@link BroadcastTimeoutException},
     * which carries what had arrived. Without any client it completes at once with an empty list.
     */
    CompletableFuture<List<@Nullable Object>> emitWithAck(String event, @Nullable Object... args);

    /** The same, and the listener is told each acknowledgement as it arrives. */
    CompletableFuture<List<@Nullable Object>> emitWithAck(
            ResponseListener listener, String event, @Nullable Object... args);

    /** The matching sockets on all servers. */
    CompletableFuture<List<RemoteSocket>> fetchSockets();

    /** Makes the matching sockets on all servers join the rooms. */
    CompletableFuture<Void> socketsJoin(String... rooms);

    /** Makes the matching sockets on all servers leave the rooms. */
    CompletableFuture<Void> socketsLeave(String... rooms);

    /** Disconnects the matching sockets on all servers; with {@code close} their connections as well. */
    CompletableFuture<Void> disconnectSockets(boolean close);
}
