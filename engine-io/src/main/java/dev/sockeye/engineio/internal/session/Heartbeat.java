package dev.sockeye.engineio.internal.session;

import dev.sockeye.engineio.internal.loop.LoopContext;
import dev.sockeye.engineio.internal.loop.Timeout;
import dev.sockeye.engineio.protocol.ProtocolVersion;

/**
 * Finds out whether the client still lives, with one timer. Engine.IO protocol v4, "Heartbeat": the server pings, and the
 * next interval begins with the pong. Protocol v3: the client pings, and must do so within interval and timeout together.
 * Confined to the session's executor.
 */
final class Heartbeat extends Timeout {
    private final DefaultEngineSession session;
    private boolean awaitingPong;
    private boolean extended;

    Heartbeat(DefaultEngineSession session) {
        this.session = session;
    }

    /** Begins, or begins anew after an upgrade or a pong. */
    void restart() {
        awaitingPong = false;
        Engine engine = session.engine();
        long delay = session.protocol() == ProtocolVersion.V4
                ? engine.pingIntervalNanos
                : engine.pingIntervalNanos + engine.pingTimeoutNanos;
        loop().timeouts(delay).arm(this);
    }

    /** Any other packet while a pong is awaited: gives the client one more timeout, once for each ping. */
    void onOtherPacket() {
        if (awaitingPong && !extended) {
            extended = true;
            loop().timeouts(session.engine().pingTimeoutNanos).arm(this);
        }
    }

    @Override
    protected void onTimeout() {
        if (awaitingPong || session.protocol() == ProtocolVersion.V3) {
            session.onPingTimeout();
            return;
        }
        awaitingPong = true;
        extended = false;
        // counted from the moment the ping was due, so that lateness does not add up
        loop().timeouts(session.engine().pingTimeoutNanos).armFrom(this, deadlineNanos());
        session.sendPing();
    }

    private LoopContext loop() {
        return session.loop();
    }
}
