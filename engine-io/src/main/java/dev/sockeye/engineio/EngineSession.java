package dev.sockeye.engineio;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.engineio.protocol.ProtocolVersion;
import dev.sockeye.engineio.protocol.TransportType;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One client's session, from handshake to close, over whatever transport it uses at the time.
 *
 * <p>Thread-safe. Sending never blocks and never throws for a client that is gone. Messages sent by one thread leave in
 * the order in which that thread sent them, across an upgrade as well.
 *
 * <p>What is waiting to be written is bounded by {@link EngineIoOptions#maxBufferedBytes()}; a session that exceeds it
 * is closed with {@link CloseReason#TRANSPORT_ERROR} and the description {@code "send buffer exceeded"}.
 */
public interface EngineSession {
    /** The session id, unique and unguessable. */
    String id();

    /** Revision of the protocol that the client speaks. */
    ProtocolVersion protocol();

    /** The transport in use now. */
    TransportType transport();

    /** The first request of this session. */
    HandshakeRequest request();

    /**
     * The thread of this session: an event loop, the same for the session's whole life. Tasks given to it run in order,
     * and in order with the callbacks of {@link EngineHandler}. Sessions with the same (identical) executor share a
     * thread. They must not block.
     */
    Executor executor();

    /** Whether the caller is on the thread of {@link #executor()}. */
    boolean inExecutor();

    /** Whether messages are accepted: false as soon as the session is closing or closed. */
    boolean isOpen();

    /**
     * What {@link #attach} was given last, null at first. Not thread-safe: for callbacks and tasks on the {@link
     * #executor()}.
     */
    @Nullable
    Object attachment();

    /** Keeps an object of the application with the session, so that callbacks need no map. Same rule. */
    void attach(@Nullable Object value);

    /** Sends a text message. Dropped silently when the session is not open. */
    default void send(String text) {
        send(OutgoingMessage.text(text));
    }

    /** Sends a binary message; the array must not be changed afterwards. Dropped silently when not open. */
    default void send(byte[] data) {
        send(OutgoingMessage.binary(data));
    }

    /**
     * Sends a message with its attachments. Dropped silently when the session is not open. A {@linkplain
     * OutgoingMessage#shared() shared} message must be sent on the {@link #executor()}.
     */
    void send(OutgoingMessage message);

    /**
     * Sends a message and runs the callback once it was handed to the network. The callback runs on the {@link
     * #executor()}; it does not run if the session ends before.
     */
    void send(OutgoingMessage message, Runnable flushed);

    /**
     * Sends a message only if the transport can take it at once (a poll is waiting, or nothing is queued on the
     * WebSocket); drops it otherwise. The decision falls on the {@link #executor()}.
     */
    void sendVolatile(OutgoingMessage message);

    /** Bytes of messages accepted and not yet handed to the network. May lag behind by a moment. */
    long bufferedAmount();

    /** Whether a message sent now would leave at once. May lag behind by a moment. */
    boolean isWritable();

    /**
     * Stops taking input from the client, so that it is slowed down by TCP back pressure; a message already read may
     * still arrive. Heartbeats of a paused client are not seen: a pause longer than the ping timeout ends the session.
     */
    void pauseReading();

    /** Takes input again. */
    void resumeReading();

    /** Closes gracefully: what was sent before is delivered first. Repeated calls have no effect. */
    void close();

    /** Closes at once and discards what was not delivered. Repeated calls have no effect. */
    void discard();
}
