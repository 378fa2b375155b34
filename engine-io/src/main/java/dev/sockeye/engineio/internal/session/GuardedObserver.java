package dev.sockeye.engineio.internal.session;

import dev.sockeye.engineio.CloseReason;
import dev.sockeye.engineio.ConnectionError;
import dev.sockeye.engineio.EngineObserver;
import dev.sockeye.engineio.EngineSession;
import dev.sockeye.engineio.internal.log.Warnings;
import dev.sockeye.engineio.protocol.PacketType;
import dev.sockeye.engineio.protocol.TransportType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what the application's observer throws away from the engine. */
final class GuardedObserver implements EngineObserver {
    private static final Logger log = LoggerFactory.getLogger(GuardedObserver.class);
    private static final Warnings WARNINGS = new Warnings();

    private final EngineObserver observer;

    GuardedObserver(EngineObserver observer) {
        this.observer = observer;
    }

    private static void guard(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            WARNINGS.warn(log, "An observer threw", e);
        }
    }

    @Override
    public void onOpen(EngineSession session) {
        guard(() -> observer.onOpen(session));
    }

    @Override
    public void onClose(EngineSession session, CloseReason reason, String description) {
        guard(() -> observer.onClose(session, reason, description));
    }

    @Override
    public void onConnectionError(ConnectionError error) {
        guard(() -> observer.onConnectionError(error));
    }

    @Override
    public void onPacketReceived(EngineSession session, PacketType type, int bytes) {
        guard(() -> observer.onPacketReceived(session, type, bytes));
    }

    @Override
    public void onPacketSent(EngineSession session, PacketType type, long bytes) {
        guard(() -> observer.onPacketSent(session, type, bytes));
    }

    @Override
    public void onFlush(EngineSession session, int packets) {
        guard(() -> observer.onFlush(session, packets));
    }

    @Override
    public void onDrain(EngineSession session) {
        guard(() -> observer.onDrain(session));
    }

    @Override
    public void onHeartbeat(EngineSession session) {
        guard(() -> observer.onHeartbeat(session));
    }

    @Override
    public void onUpgrading(EngineSession session, TransportType transport) {
        guard(() -> observer.onUpgrading(session, transport));
    }

    @Override
    public void onUpgrade(EngineSession session, TransportType transport) {
        guard(() -> observer.onUpgrade(session, transport));
    }

    @Override
    public void onVolatileDropped(EngineSession session) {
        guard(() -> observer.onVolatileDropped(session));
    }

    @Override
    public void onSendBufferExceeded(EngineSession session, long bufferedBytes) {
        guard(() -> observer.onSendBufferExceeded(session, bufferedBytes));
    }

    @Override
    public void onHandlerError(EngineSession session, Throwable error) {
        guard(() -> observer.onHandlerError(session, error));
    }
}
