package dev.sockeye.engineio.internal.session;

import dev.sockeye.engineio.CloseReason;
import dev.sockeye.engineio.EngineMessage;
import dev.sockeye.engineio.EngineObserver;
import dev.sockeye.engineio.EngineSession;
import dev.sockeye.engineio.HandshakeRequest;
import dev.sockeye.engineio.internal.log.Warnings;
import dev.sockeye.engineio.internal.loop.LoopContext;
import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.engineio.protocol.PacketType;
import dev.sockeye.engineio.protocol.ProtocolVersion;
import dev.sockeye.engineio.protocol.TransportType;
import dev.sockeye.engineio.transport.OutgoingPacket;
import dev.sockeye.engineio.transport.Transport;
import dev.sockeye.engineio.transport.TransportListener;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session: one state, one current transport, the packets that wait for it, a heartbeat and perhaps an upgrade. Confined
 * to the session's executor, but for the methods of {@link EngineSession}, which hop there.
 */
public final class DefaultEngineSession extends Heartbeat implements EngineSession, TransportListener {
    private static final Logger log = LoggerFactory.getLogger(DefaultEngineSession.class);
    private static final Warnings WARNINGS = new Warnings();
    private static final AtomicLongFieldUpdater<DefaultEngineSession> HOPPING =
            AtomicLongFieldUpdater.newUpdater(DefaultEngineSession.class, "hoppingBytes");
    private static final AtomicIntegerFieldUpdater<DefaultEngineSession> OVERFLOWING =
            AtomicIntegerFieldUpdater.newUpdater(DefaultEngineSession.class, "overflowing");

    private final Engine engine;
    private final LoopContext loop;
    private final String id;
    private final ProtocolVersion protocol;
    private final HandshakeRequest request;

    private volatile Transport transport;
    private volatile SessionState state = SessionState.OPEN;
    private @Nullable UpgradeProbe probe;
    private boolean reading = true;
    private @Nullable Object attachment;
    /** Packets that wait for the transport to become ready; null while there is none. Written on the executor. */
    private volatile @Nullable WaitingPackets waiting;

    /** Bytes given to {@link #send} on other threads that have not reached the executor. */
    private volatile long hoppingBytes;
    /** 1 once too much was on its way and the session is to end. */
    private volatile int overflowing;

    /**
     * A session on an event loop; not yet known to anybody.
     *
     * @param transport makes its first transport, which reports to the session
     */
    public DefaultEngineSession(
            Engine engine,
            LoopContext loop,
            String id,
            ProtocolVersion protocol,
            HandshakeRequest request,
            Function<TransportListener, Transport> transport) {
        this.engine = engine;
        this.loop = loop;
        this.id = id;
        this.protocol = protocol;
        this.request = request;
        this.transport = transport.apply(this);
    }

    // --- life

    /** Registers the session, sends the handshake and tells the handler; false if the id is taken. */
    public boolean open(OutgoingPacket handshake) {
        assert inExecutor();
        if (!engine.registry().add(this)) {
            return false;
        }
        write(handshake);
        engine.options().initialPacket().ifPresent(message -> write(OutgoingPacket.message(message, null)));
        transport.flush();
        restartHeartbeat();
        EngineObserver observer = engine.observer();
        if (observer != null) {
            observer.onOpen(this);
        }
        guard(() -> engine.handler().onOpen(this));
        return true;
    }

    @Override
    public void close() {
        hop(this::closeNow);
    }

    private void closeNow() {
        if (state != SessionState.OPEN) {
            return;
        }
        state = state.next(SessionState.Event.CLOSE);
        if (probe == null) {
            closeWhenDrained();
        }
    }

    private void closeWhenDrained() {
        if (isBufferEmpty()) {
            transport.flush();
            transport.close();
        }
    }

    @Override
    public void discard() {
        hop(() -> end(CloseReason.FORCED_CLOSE, ""));
    }

    @Override
    void onPingTimeout() {
        end(CloseReason.PING_TIMEOUT, "");
    }

    /** The one way in which a session ends. */
    private void end(CloseReason reason, String description) {
        if (state == SessionState.CLOSED) {
            return;
        }
        state = state.next(SessionState.Event.END);
        cancel();
        UpgradeProbe upgrade = probe;
        if (upgrade != null) {
            probe = null;
            upgrade.abort();
        }
        transport.discard();
        engine.registry().remove(this);
        EngineObserver observer = engine.observer();
        if (observer != null) {
            observer.onClose(this, reason, description);
        }
        guard(() -> engine.handler().onClose(this, reason, description));
        waiting = null;
    }

    // --- in

    @Override
    public void onPacket(Transport from, PacketType type, byte[] data, int offset, boolean binary) {
        if (from != transport || state != SessionState.OPEN) {
            return;
        }
        EngineObserver observer = engine.observer();
        if (observer != null) {
            observer.onPacketReceived(this, type, data.length - offset);
        }
        switch (type) {
            case MESSAGE -> {
                onOtherPacket();
                onMessage(binary ? EngineMessage.binary(data, offset) : EngineMessage.text(data, offset));
            }
            case PING, PONG -> onHeartbeat(type);
            case OPEN, CLOSE, UPGRADE, NOOP -> onOtherPacket();
        }
    }

    private void onMessage(EngineMessage message) {
        try {
            engine.handler().onMessage(this, message);
        } catch (Throwable e) { // the application's code: an Error of its own must not end the event loop's work
            onHandlerError(e);
        }
    }

    private void onHeartbeat(PacketType type) {
        if (type != (protocol == ProtocolVersion.V4 ? PacketType.PONG : PacketType.PING)) {
            end(CloseReason.TRANSPORT_ERROR, "invalid heartbeat direction");
            return;
        }
        restartHeartbeat();
        if (protocol == ProtocolVersion.V3) {
            write(OutgoingPacket.PONG);
        }
        EngineObserver observer = engine.observer();
        if (observer != null) {
            observer.onHeartbeat(this);
        }
    }

    @Override
    public void onReady(Transport from) {
        if (from == transport && state != SessionState.CLOSED) {
            flushBuffer();
            if (state == SessionState.CLOSING && probe == null) {
                closeWhenDrained();
            }
        }
    }

    @Override
    public void onDrain(Transport from) {
        if (from != transport || state != SessionState.OPEN || !isBufferEmpty()) {
            return;
        }
        EngineObserver observer = engine.observer();
        if (observer != null) {
            observer.onDrain(this);
        }
        try { // as guard does; this is called after each flush
            engine.handler().onDrain(this);
        } catch (Throwable e) {
            onHandlerError(e);
        }
    }

    @Override
    public void onClosed(Transport from, CloseReason reason, String description) {
        if (from == transport) {
            end(reason, description);
        }
    }

    // --- out

    @Override
    public void send(OutgoingMessage message) {
        submit(message, null, false);
    }

    @Override
    public void send(OutgoingMessage message, Runnable flushed) {
        submit(message, () -> guard(flushed), false);
    }

    @Override
    public void sendVolatile(OutgoingMessage message) {
        submit(message, null, true);
    }

    private void submit(OutgoingMessage message, @Nullable Runnable flushed, boolean isVolatile) {
        if (state != SessionState.OPEN) {
            return;
        }
        if (inExecutor()) {
            accept(message, flushed, isVolatile);
            return;
        }
        long bytes = message.payloadBytes() + WaitingPackets.PACKET_OVERHEAD_BYTES;
        if (HOPPING.addAndGet(this, bytes) > engine.maxBufferedBytes + bytes) {
            HOPPING.addAndGet(this, -bytes);
            // Once: whoever sends without end must not fill the executor's queue, nor delay the end that stops it.
            if (OVERFLOWING.compareAndSet(this, 0, 1)) {
                hop(this::onBufferExceeded);
            }
            return;
        }
        hop(() -> {
            HOPPING.addAndGet(this, -bytes);
            accept(message, flushed, isVolatile);
        });
    }

    private void accept(OutgoingMessage message, @Nullable Runnable flushed, boolean isVolatile) {
        if (state != SessionState.OPEN) {
            return;
        }
        if (isVolatile && !(isBufferEmpty() && transport.isWritable())) {
            EngineObserver observer = engine.observer();
            if (observer != null) {
                observer.onVolatileDropped(this);
            }
            return;
        }
        write(message, flushed);
        if (transport.pendingBytes() + waitingBytes() > engine.maxBufferedBytes) {
            onBufferExceeded();
        }
    }

    @Override
    void sendPing() {
        write(OutgoingPacket.PING);
    }

    private void write(OutgoingMessage message, @Nullable Runnable flushed) {
        if (flushed != null || !transport.isReady() || !isBufferEmpty()) {
            write(OutgoingPacket.message(message, flushed));
            return;
        }
        tellSent(PacketType.MESSAGE, message.payloadBytes());
        transport.send(message);
    }

    private void write(OutgoingPacket packet) {
        tellSent(packet.type(), packet.payloadBytes());
        if (transport.isReady() && isBufferEmpty()) {
            transport.send(packet);
            return;
        }
        WaitingPackets packets = waiting;
        if (packets == null) {
            packets = new WaitingPackets();
            waiting = packets;
        }
        packets.add(packet);
    }

    private void tellSent(PacketType type, long payloadBytes) {
        EngineObserver observer = engine.observer();
        if (observer != null) {
            observer.onPacketSent(this, type, payloadBytes);
        }
    }

    private boolean isBufferEmpty() {
        WaitingPackets packets = waiting;
        return packets == null || packets.isEmpty();
    }

    private long waitingBytes() {
        WaitingPackets packets = waiting;
        return packets == null ? 0 : packets.bytes();
    }

    private void flushBuffer() {
        WaitingPackets packets = waiting;
        if (packets == null || !transport.isReady()) {
            return;
        }
        int size = packets.size();
        for (OutgoingPacket packet = packets.poll(); packet != null; packet = packets.poll()) {
            transport.send(packet);
        }
        waiting = null;
        EngineObserver observer = engine.observer();
        if (observer != null && size > 0) {
            observer.onFlush(this, size);
        }
        transport.flush();
    }

    private void onBufferExceeded() {
        if (state == SessionState.CLOSED) {
            return;
        }
        EngineObserver observer = engine.observer();
        if (observer != null) {
            observer.onSendBufferExceeded(this, bufferedAmount());
        }
        log.debug("Session {} is closed: {} bytes wait to be sent to it", id, bufferedAmount());
        end(CloseReason.TRANSPORT_ERROR, "send buffer exceeded");
    }

    // --- upgrade

    /** Another transport for this session was connected; returns who listens to it, null if none is wanted. */
    public @Nullable TransportListener offerUpgrade(Transport candidate) {
        assert inExecutor();
        if (state == SessionState.CLOSED || probe != null || transport.type() == candidate.type()) {
            return null;
        }
        UpgradeProbe upgrade = new UpgradeProbe(this, candidate);
        probe = upgrade;
        upgrade.start();
        return upgrade;
    }

    void onUpgrading(Transport candidate) {
        EngineObserver observer = engine.observer();
        if (observer != null) {
            observer.onUpgrading(this, candidate.type());
        }
    }

    void releasePoll() {
        if (transport.isWritable()) {
            transport.send(OutgoingPacket.NOOP);
            transport.flush();
        }
    }

    void completeUpgrade(Transport candidate) {
        probe = null;
        Transport old = transport;
        old.flush();
        transport = candidate;
        old.retire();
        if (!reading) {
            candidate.setReading(false);
        }
        if (state == SessionState.OPEN) {
            // also finds a peer that died between a ping and this moment
            restartHeartbeat();
            EngineObserver observer = engine.observer();
            if (observer != null) {
                observer.onUpgrade(this, candidate.type());
            }
            guard(() -> engine.handler().onUpgrade(this));
        }
        flushBuffer();
        if (state == SessionState.CLOSING) {
            closeWhenDrained();
        }
    }

    void onUpgradeFailed() {
        probe = null;
        if (state == SessionState.CLOSING) {
            closeWhenDrained();
        }
    }

    // --- what there is to see

    @Override
    public String id() {
        return id;
    }

    @Override
    public ProtocolVersion protocol() {
        return protocol;
    }

    @Override
    public TransportType transport() {
        return transport.type();
    }

    /** The transport in use now. On the executor. */
    public Transport currentTransport() {
        return transport;
    }

    @Override
    public HandshakeRequest request() {
        return request;
    }

    @Override
    public Executor executor() {
        return loop.executor();
    }

    /** The executor as an event executor. */
    public EventExecutor eventExecutor() {
        return loop.executor();
    }

    @Override
    LoopContext loop() {
        return loop;
    }

    @Override
    Engine engine() {
        return engine;
    }

    @Override
    public boolean inExecutor() {
        return loop.executor().inEventLoop();
    }

    @Override
    public boolean isOpen() {
        return state == SessionState.OPEN;
    }

    @Override
    public long bufferedAmount() {
        return waitingBytes() + hoppingBytes + transport.pendingBytes();
    }

    @Override
    public boolean isWritable() {
        return isOpen() && hoppingBytes == 0 && waitingBytes() == 0 && transport.isWritable();
    }

    @Override
    public void pauseReading() {
        hop(() -> setReading(false));
    }

    @Override
    public void resumeReading() {
        hop(() -> setReading(true));
    }

    private void setReading(boolean value) {
        reading = value;
        transport.setReading(value);
    }

    @Override
    public @Nullable Object attachment() {
        return attachment;
    }

    @Override
    public void attach(@Nullable Object value) {
        attachment = value;
    }

    // --- the edge

    private void hop(Runnable task) {
        if (inExecutor()) {
            task.run();
            return;
        }
        try {
            loop.executor().execute(task);
        } catch (RejectedExecutionException e) {
            log.debug("Session {}: its event loop has stopped", id);
        }
    }

    private void guard(Runnable callback) {
        try {
            callback.run();
        } catch (Throwable e) { // the application's code, see onMessage
            onHandlerError(e);
        }
    }

    private void onHandlerError(Throwable error) {
        WARNINGS.warn(log, "Session {}: a handler threw", id, error);
        EngineObserver observer = engine.observer();
        if (observer != null) {
            observer.onHandlerError(this, error);
        }
    }
}
