package dev.sockeye.socketio.internal.socket;

import dev.sockeye.socketio.Ack;
import dev.sockeye.socketio.protocol.PacketArgs;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/** Answers one event of a client, once. Thread-safe. */
final class DefaultAck implements Ack {
    private static final AtomicIntegerFieldUpdater<DefaultAck> SENT =
            AtomicIntegerFieldUpdater.newUpdater(DefaultAck.class, "sent");

    private final DefaultSocket socket;
    private final long id;

    /** 0, then 1 when it was sent. */
    @SuppressWarnings("UnusedVariable") // through the updater
    private volatile int sent;

    DefaultAck(DefaultSocket socket, long id) {
        this.socket = socket;
        this.id = id;
    }

    @Override
    public void send(@Nullable Object... args) {
        if (SENT.compareAndSet(this, 0, 1)) {
            socket.sendAck(id, PacketArgs.of(args));
        }
    }

    @Override
    public boolean isRequested() {
        return true;
    }
}
