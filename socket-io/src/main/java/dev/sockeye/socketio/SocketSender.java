package dev.sockeye.socketio;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Sends to one socket with flags. Immutable: each modifier returns a new one. Thread-safe. */
public interface SocketSender {
    /** How long to wait for acknowledgements. */
    SocketSender timeout(Duration value);

    /** May be dropped if the transport cannot take it at once. (JavaScript: {@code volatile}.) */
    SocketSender volatile_();

    /** Whether it may be compressed; default true. */
    SocketSender compress(boolean value);

    /** Sends an event. */
    void emit(String event, @Nullable Object... args);

    /** Sends a contract-first event. */
    default <A> void emit(Event<A> event, A argument) {
        emit(event.name(), argument);
    }

    /** Sends an event and waits for the acknowledgement; see {@link Socket#emitWithAck}. */
    CompletableFuture<EventArgs> emitWithAck(String event, @Nullable Object... args);

    /** Asks the client; see {@link Socket#request}. */
    <Q, R> CompletableFuture<@Nullable R> request(Request<Q, R> request, Q question);

    /** The other sockets of the namespace, with these flags. */
    BroadcastOperator broadcast();

    /** Members of the rooms but this socket, with these flags. */
    BroadcastOperator to(String... rooms);
}
