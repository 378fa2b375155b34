package dev.sockeye.engineio.internal.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sockeye.engineio.CloseReason;
import dev.sockeye.engineio.internal.loop.Timeout;
import dev.sockeye.engineio.protocol.PacketType;
import dev.sockeye.engineio.transport.OutgoingPacket;
import dev.sockeye.engineio.transport.Transport;
import dev.sockeye.engineio.transport.TransportListener;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * An upgrade in progress: a second transport that the client tries while the session stays on the first. Engine.IO
 * protocol v4, "Upgrade"; the beat of 100 ms is the reference server's. Confined to the session's executor.
 *
 * <p>States: waiting (a probe, or at once the upgrade packet) - probed (the beat releases polls, the upgrade packet is
 * awaited) - done. Anything unexpected, a closed transport and the upgrade timeout end the probe and leave the session
 * where it was.
 */
final class UpgradeProbe implements TransportListener {
    private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final byte[] PROBE = "probe".getBytes(US_ASCII);

    private final DefaultEngineSession session;
    private final Transport candidate;
    private final Timeout timeout = Timeout.of(this::fail);
    private final Timeout beat = Timeout.of(this::onBeat);
    private boolean done;

    UpgradeProbe(DefaultEngineSession session, Transport candidate) {
        this.session = session;
        this.candidate = candidate;
    }

    void start() {
        session.loop().timeouts(session.engine().upgradeTimeoutNanos).arm(timeout);
    }

    @Override
    public void onPacket(Transport transport, PacketType type, byte[] data, int offset, boolean binary) {
        if (done) {
            session.onPacket(transport, type, data, offset, binary);
        } else if (type == PacketType.PING
                && !binary
                && Arrays.equals(data, offset, data.length, PROBE, 0, PROBE.length)) {
            candidate.send(OutgoingPacket.PROBE_PONG);
            session.onUpgrading(candidate);
            session.loop().timeouts(BEAT_NANOS).arm(beat);
        } else if (type == PacketType.UPGRADE) {
            end();
            session.completeUpgrade(candidate);
        } else {
            fail();
        }
    }

    private void onBeat() {
        session.loop().timeouts(BEAT_NANOS).arm(beat);
        session.releasePoll();
    }

    private void fail() {
        if (!done) {
            end();
            candidate.discard();
            session.onUpgradeFailed();
        }
    }

    /** The session is gone. */
    void abort() {
        if (!done) {
            end();
            candidate.discard();
        }
    }

    private void end() {
        done = true;
        timeout.cancel();
        beat.cancel();
    }

    @Override
    public void onReady(Transport transport) {
        if (done) {
            session.onReady(transport);
        }
    }

    @Override
    public void onDrain(Transport transport) {
        if (done) {
            session.onDrain(transport);
        }
    }

    @Override
    public void onClosed(Transport transport, CloseReason reason, String description) {
        if (done) {
            session.onClosed(transport, reason, description);
        } else {
            end();
            candidate.discard();
            session.onUpgradeFailed();
        }
    }
}
