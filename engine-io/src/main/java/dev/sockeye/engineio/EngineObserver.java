package dev.sockeye.engineio;

import dev.sockeye.engineio.protocol.PacketType;
import dev.sockeye.engineio.protocol.TransportType;

/**
 * Sees what the engine does; for metrics, logs and administration. Every method does nothing by default, and an unset
 * observer costs nothing.
 *
 * <p>Called on event loops: implementations must be thread-safe and must not block. What they throw is logged, at
 * most 20 times in a second, and otherwise ignored.
 */
public interface EngineObserver {
    /** A session was opened. */
    default void onOpen(EngineSession session) {}

    /** A session ended. */
    default void onClose(EngineSession session, CloseReason reason, String description) {}

    /** A request was refused. */
    default void onConnectionError(ConnectionError error) {}

    /** A packet arrived; {@code bytes} counts its payload. */
    default void onPacketReceived(EngineSession session, PacketType type, int bytes) {}

    /** A packet was accepted for sending; {@code bytes} counts its payload. */
    default void onPacketSent(EngineSession session, PacketType type, long bytes) {}

    /** Buffered packets were handed to the transport. */
    default void onFlush(EngineSession session, int packets) {}

    /** Everything buffered was handed to the network. */
    default void onDrain(EngineSession session) {}

    /** A heartbeat came back. */
    default void onHeartbeat(EngineSession session) {}

    /** A probe for the transport arrived. */
    default void onUpgrading(EngineSession session, TransportType transport) {}

    /** The session now uses the transport. */
    default void onUpgrade(EngineSession session, TransportType transport) {}

    /** A volatile message was dropped because the transport could not take it. */
    default void onVolatileDropped(EngineSession session) {}

    /** A session was closed because too much was waiting to be sent to it. */
    default void onSendBufferExceeded(EngineSession session, long bufferedBytes) {}

    /** A callback of the application threw. */
    default void onHandlerError(EngineSession session, Throwable error) {}
}
