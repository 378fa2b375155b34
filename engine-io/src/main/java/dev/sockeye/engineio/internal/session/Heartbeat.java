package dev.sockeye.engineio.internal.session;

import dev.sockeye.engineio.internal.loop.LoopContext;
import dev.sockeye.engineio.internal.loop.Timeout;
import dev.sockeye.engineio.protocol.ProtocolVersion;

/**
 * Finds out whether the client still lives, with one timer. Engine.IO protocol v4, "Heartbeat": the server pings, and the
 * next interval begins with the pong. Protocol v3: the client pings, and must do so within interval and timeout together.
 * Confined to the session's executor. The session extends it, because that is smaller than an object beside it.
 */
abstract sealed class Heartbeat extends Timeout permits DefaultEngineSession {
    private boolean awaitingPong;
    private boolean extended;

    abstract Engine engine();

    abstract LoopContext loop();

    /** The revision, which says who pings. */
    public abstract ProtocolVersion protocol();

    abstract void sendPing();

    /** The client did not answer in time. */
    abstract void onPingTimeout();

    /** Begins, or begins anew after an upgrade or a pong. */
    final void restartHeartbeat() {
        awaitingPong = false;
        Engine engine = engine();
        long delay = protocol() == ProtocolVersion.V4
                ? engine.pingIntervalNanos
                : engine.pingIntervalNanos + engine.pingTimeoutNanos;
        loop().timeouts(delay).arm(this);
    }

    /** Any other packet while a pong is awaited: gives the client one more timeout, once for each ping. */
    final void onOtherPacket() {
        if (awaitingPong && !extended) {
            extended = true;
            loop().timeouts(engine().pingTimeoutNanos).arm(this);
        }
    }

    @Override
    protected final void onTimeout() {
        if (awaitingPong || protocol() == ProtocolVersion.V3) {
            onPingTimeout();
            return;
        }
        awaitingPong = true;
        extended = false;
        // counted from the moment the ping was due, so that lateness does not add up
        loop().timeouts(engine().pingTimeoutNanos).armFrom(this, deadlineNanos());
        sendPing();
    }
}
