package dev.sockeye.socketio;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A socket of this or another server, as {@link BroadcastTarget#fetchSockets()} found it: a snapshot that can be acted
 * upon. Immutable, thread-safe.
 */
public interface RemoteSocket {
    /** The socket id. */
    String id();

    /** The handshake as data, with the keys of the reference server. */
    Map<String, Object> handshake();

    /** Its rooms at that moment. */
    Set<String> rooms();

    /** Its data at that moment, as data types; null if there are none. */
    @Nullable
    Object data();

    /**
     * Its data converted to a type.
     *
     * @throws IllegalArgumentException if they cannot be converted
     */
    <T> @Nullable T data(Class<T> type);

    /** The socket itself if it is one of this server and still connected. */
    Optional<Socket> local();

    /** Sends an event to it. */
    void emit(String event, @Nullable Object... args);

    /** Sends an event and waits for the acknowledgement's first argument, as data. */
    CompletableFuture<@Nullable Object> emitWithAck(Duration timeout, String event, @Nullable Object... args);

    /** Makes it join rooms. */
    CompletableFuture<Void> join(String... rooms);

    /** Makes it leave a room. */
    CompletableFuture<Void> leave(String room);

    /** Disconnects it; with {@code close} its connection as well. */
    CompletableFuture<Void> disconnect(boolean close);
}
