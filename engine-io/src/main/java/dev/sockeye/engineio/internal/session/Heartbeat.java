package dev.sockeye.engineio.internal.session;

import dev.sockeye.engineio.internal.loop.LoopContext;
import dev.sockeye.engineio.internal.loop.Timeout;
import dev.sockeye.engineio.protocol.ProtocolVersion;
import java.util.concurrent.TimeUnit;

/**
 * Finds out whether the client still lives, with one timer. Engine.IO protocol v4, "Heartbeat": the server pings, and the
 * next interval begins with the pong. Protocol v3: the client pings, and must do so within interval and timeout together.
 * Confined to the session's executor. The session extends it, because that is smaller than an object beside it.
 */
abstract sealed class Heartbeat extends Timeout permits DefaultEngineSession {
    /** An event loop that comes to a timeout later than this was held up, and may not have read what was sent in time. */
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** How long it then goes on reading; a POST may also have to come over from another event loop. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private boolean awaitingPong;
    private boolean extended;
    private boolean inGrace;

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
        inGrace = false;
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
            onSilence();
            return;
        }
        awaitingPong = true;
        extended = false;
        // from now, not from when the ping was due: the client has its time to answer, however late it is asked
        loop().timeouts(engine().pingTimeoutNanos).arm(this);
        sendPing();
    }

    /** A client loses its session for its own silence, once for each ping not for an event loop that did not read. */
    private void onSilence() {
        long late = loop().executor().ticker().nanoTime() - deadlineNanos();
        if (late < LATE_NANOS || inGrace) {
            onPingTimeout();
            return;
        }
        inGrace = true;
        loop().timeouts(GRACE_NANOS).arm(this);
    }
}
