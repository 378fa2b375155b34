package dev.sockeye.socketio;

import dev.sockeye.engineio.EngineSession;
import dev.sockeye.socketio.TypedListeners.On1;
import dev.sockeye.socketio.TypedListeners.On1Ack;
import dev.sockeye.socketio.TypedListeners.On2;
import dev.sockeye.socketio.TypedListeners.On2Ack;
import dev.sockeye.socketio.TypedListeners.On3;
import dev.sockeye.socketio.TypedListeners.On3Ack;
import dev.sockeye.socketio.TypedListeners.On4;
import dev.sockeye.socketio.TypedListeners.On4Ack;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * One client in one namespace. Thread-safe: every method may be called from any thread, inside and outside listeners.
 *
 * <p>Emits do not wait for the client and never throw for one that is gone. What one thread emits arrives in the order of the
 * calls. Listeners of one socket run one after the other, in the order in which the client sent the events. A listener off
 * the event loop that emits more than 2,048 events or 256 KiB to its own socket in one call is held up from then on, for up to
 * 100 ms each 32 events or 64 KiB, while the event loop is late or once the socket is disconnected: who emits for ever harms
 * nobody else. (With connection state recovery only the events are counted.)
 */
public interface Socket {
    /** The socket id: unguessable, different in each namespace. */
    String id();

    /** The namespace. */
    Namespace namespace();

    /** How the client came. */
    Handshake handshake();

    /** Its rooms, among them its own id. A copy. */
    Set<String> rooms();

    /**
     * Data that the application attaches, empty at first. Visible to other servers through {@link
     * BroadcastTarget#fetchSockets()} and kept for connection state recovery, both reduced to data types.
     */
    ConcurrentMap<String, Object> data();

    /** Whether it is connected: false during middlewares and after the disconnection. */
    boolean isConnected();

    /** Whether it resumed a former session with its rooms, its data and the packets that it missed. */
    boolean isRecovered();

    /** The Engine.IO session of its connection, shared by the client's sockets in other namespaces. */
    EngineSession conn();

    // --- sending

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
     * Sends an event and waits for the client's acknowledgement for {@link SocketIoOptions#ackTimeout()}. The future
     * fails with {@link AckTimeoutException}, or with {@link SocketDisconnectedException} as soon as the socket
     * disconnects. It completes on the threads that {@link HandlerExecution} names, in the order of arrival, but not in
     * turn with the listeners: a listener may wait for it.
     */
    CompletableFuture<EventArgs> emitWithAck(String event, @Nullable Object... args);

    /** Asks the client: sends the question and converts the acknowledgement's first argument. */
    <Q, R> CompletableFuture<@Nullable R> request(Request<Q, R> request, Q question);

    /** Flags for what is sent through it: {@code socket.timeout(d).emitWithAck(...)}. */
    SocketSender timeout(Duration value);

    /** Flags for what is sent through it. (JavaScript: {@code volatile}.) */
    SocketSender volatile_();

    /** Flags for what is sent through it. */
    SocketSender compress(boolean value);

    // --- broadcasting: all of these leave this socket out

    /** Members of the rooms but this socket. */
    BroadcastOperator to(String... rooms);

    /** Members of the rooms but this socket. */
    BroadcastOperator to(Collection<String> rooms);

    /** The same as {@link #to(String...)}. */
    default BroadcastOperator in(String... rooms) {
        return to(rooms);
    }

    /** All sockets of the namespace but this one and the members of the rooms. */
    BroadcastOperator except(String... rooms);

    /** All sockets of the namespace but this one. */
    BroadcastOperator broadcast();

    /** All sockets of this server in the namespace but this one. */
    BroadcastOperator local();

    // --- rooms

    /**
     * Joins rooms, at once on this server. Does nothing after the disconnection.
     *
     * @return completes when the adapter has done its part: when this server gets what other servers send to the rooms, and
     *     when the rooms are kept, if the adapter keeps sessions that outlive this server
     */
    CompletableFuture<Void> join(String... rooms);

    /** The same. */
    CompletableFuture<Void> join(Collection<String> rooms);

    /** Leaves a room. */
    void leave(String room);

    // --- listening

    /**
     * Adds a listener that takes the arguments undecoded.
     *
     * @throws IllegalArgumentException if the name is reserved: for {@code disconnect} there is {@link #onDisconnect}
     */
    Registration on(String event, EventListener listener);

    /** Adds a listener that is removed before its first call. */
    Registration once(String event, EventListener listener);

    /**
     * Adds a listener of one argument. A missing argument is null; one that cannot be converted is reported and skips the
     * call.
     *
     * @throws IllegalArgumentException if the name is reserved
     */
    <A> Registration on(String event, Class<A> a, On1<A> listener);

    /** Adds a listener of one argument and the acknowledgement. */
    <A> Registration on(String event, Class<A> a, On1Ack<A> listener);

    /** Adds a listener of one generic argument. */
    <A> Registration on(String event, TypeRef<A> a, On1<A> listener);

    /** Adds a listener of one generic argument and the acknowledgement. */
    <A> Registration on(String event, TypeRef<A> a, On1Ack<A> listener);

    /** Adds a listener of two arguments. */
    <A, B> Registration on(String event, Class<A> a, Class<B> b, On2<A, B> listener);

    /** Adds a listener of two arguments and the acknowledgement. */
    <A, B> Registration on(String event, Class<A> a, Class<B> b, On2Ack<A, B> listener);

    /** Adds a listener of three arguments. */
    <A, B, C> Registration on(String event, Class<A> a, Class<B> b, Class<C> c, On3<A, B, C> listener);

    /** Adds a listener of three arguments and the acknowledgement. */
    <A, B, C> Registration on(String event, Class<A> a, Class<B> b, Class<C> c, On3Ack<A, B, C> listener);

    /** Adds a listener of four arguments. */
    <A, B, C, D> Registration on(
            String event, Class<A> a, Class<B> b, Class<C> c, Class<D> d, On4<A, B, C, D> listener);

    /** Adds a listener of four arguments and the acknowledgement. */
    <A, B, C, D> Registration on(
            String event, Class<A> a, Class<B> b, Class<C> c, Class<D> d, On4Ack<A, B, C, D> listener);

    /** Adds a listener of a contract-first event. */
    <A> Registration on(Event<A> event, On1<A> listener);

    /** Answers a contract-first request with what the handler returns. */
    <Q, R> Registration on(Request<Q, R> request, RequestHandler<Q, ?> handler);

    /** Answers an event with what the handler returns. */
    <Q> Registration onRequest(String event, Class<Q> question, RequestHandler<Q, ?> handler);

    /** Removes all listeners of an event. */
    void off(String event);

    /** Removes all listeners of all events. */
    void off();

    /** Adds a listener of every event that arrives, called before {@link #use} and before the event's own listeners. */
    Registration onAny(AnyListener listener);

    /** Adds such a listener in front. */
    Registration prependAny(AnyListener listener);

    /** Removes it. */
    void offAny(AnyListener listener);

    /** Removes all of them. */
    void offAny();

    /** They, in order. A copy. */
    List<AnyListener> listenersAny();

    /**
     * Adds a listener of every event that leaves for this client, broadcasts included, acknowledgements not. Called on
     * the thread that emits or on an event loop; must not block.
     */
    Registration onAnyOutgoing(AnyListener listener);

    /** Adds such a listener in front. */
    Registration prependAnyOutgoing(AnyListener listener);

    /** Removes it. */
    void offAnyOutgoing(AnyListener listener);

    /** Removes all of them. */
    void offAnyOutgoing();

    /** They, in order. A copy. */
    List<AnyListener> listenersAnyOutgoing();

    /** Adds a middleware for each event that arrives. */
    Socket use(PacketMiddleware middleware);

    /** Adds a listener that is told before the socket leaves its rooms. */
    Registration onDisconnecting(DisconnectListener listener);

    /** Adds a listener that is told after the socket has left its rooms. */
    Registration onDisconnect(DisconnectListener listener);

    /** Adds a listener of malformed packets and of refusals by {@link #use}. */
    Registration onError(ErrorListener listener);

    // --- flow

    /** Bytes accepted and not yet handed to the network, over all sockets of the connection. */
    long bufferedAmount();

    /** Whether what is sent now would leave at once. */
    boolean isWritable();

    /** Runs the task each time everything sent was handed to the network and the connection is writable again. */
    Registration onDrain(Runnable task);

    // --- the end

    /** Disconnects the client from this namespace; it sees {@code io server disconnect} and does not reconnect. */
    default void disconnect() {
        disconnect(false);
    }

    /** The same; with {@code close} for all namespaces, and closes the connection. */
    void disconnect(boolean close);
}
