package dev.sockeye.engineio.transport;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.engineio.protocol.TransportType;

/**
 * Carries the packets of one session. Confined to the session's executor; a transport hops there at its edge, in one
 * place, and nobody hops further in.
 */
public interface Transport {
    /** What it is. */
    TransportType type();

    /** Whether {@link #send} may be called: for long-polling, a poll is waiting; a WebSocket is always ready. */
    boolean isReady();

    /** Whether a packet sent now would leave at once, nothing waiting before it. */
    boolean isWritable();

    /** Takes a packet, to be written by {@link #flush()} at the latest at the end of the event loop's turn. */
    void send(OutgoingPacket packet);

    /** As {@link #send(OutgoingPacket)}, for a message of which nobody wants to know when it was written. */
    default void send(OutgoingMessage message) {
        send(OutgoingPacket.message(message, null));
    }

    /** Writes what was taken. */
    void flush();

    /** Bytes taken and not yet handed to the network. */
    long pendingBytes();

    /** Stops or starts taking input from the peer. */
    void setReading(boolean reading);

    /**
     * Ends it, after what was taken has been written. Ends with {@link TransportListener#onClosed}, at once or as soon
     * as the peer can be told.
     */
    void close();

    /** Ends it at once without a report: the session is gone. */
    void discard();

    /** Ends it without a report: the session has moved on. What was handed to the network is still delivered. */
    default void retire() {
        discard();
    }
}
