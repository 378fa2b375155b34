package dev.sockeye.socketio.internal.socket;

import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One broadcast to the sockets of this node that asks for acknowledgements: all of them carry the same id, and one timer
 * forgets those that did not come. Thread-safe.
 */
public final class BroadcastAcks implements AckTable.Listener {
    private final Consumer<@Nullable Object> ack;
    private final AtomicInteger missing = new AtomicInteger();
    private volatile Timers.@Nullable Timer timer;

    private BroadcastAcks(Consumer<@Nullable Object> ack) {
        this.ack = ack;
    }

    /**
     * Sends the event to the matching sockets.
     *
     * @param clientCount told first how many they are
     * @param ack told the first argument of each acknowledgement, as data
     */
    public static void start(
            SocketHome home,
            Collection<DefaultSocket> matching,
            SocketPacket.Event event,
            SendMode mode,
            long timeoutMillis,
            IntConsumer clientCount,
            Consumer<@Nullable Object> ack) {
        SocketPacket.Event packet = new SocketPacket.Event(home.name(), home.nextAckId(), event.args());
        BroadcastAcks acks = new BroadcastAcks(ack);
        List<DefaultSocket> asked = new ArrayList<>();
        for (DefaultSocket socket : matching) {
            if (socket.isConnected()
                    && socket.awaitAck(packet.ackId(), acks, AckTable.NO_DEADLINE) == AckTable.Added.YES) {
                asked.add(socket);
            }
        }
        acks.missing.set(asked.size());
        clientCount.accept(asked.size());
        if (asked.isEmpty()) {
            return;
        }
        Runnable forget = () -> asked.forEach(socket -> socket.forgetAck(packet.ackId()));
        try {
            home.index().deliver(asked, packet, mode.parser().encode(packet), mode);
        } catch (RuntimeException e) {
            forget.run();
            throw e;
        }
        acks.timer = home.context().timers().schedule(Runnable::run, timeoutMillis, forget);
        acks.stopTimerWhenComplete();
    }

    @Override
    public void onAck(PacketArgs args) {
        missing.decrementAndGet();
        stopTimerWhenComplete();
        ack.accept(args.size() == 0 ? null : args.value(0));
    }

    /** A client that disconnects leaves its answer out; the broadcast ends by its timeout, as in the reference server. */
    @Override
    public void onFailure(Exception cause) {
        missing.decrementAndGet();
        stopTimerWhenComplete();
    }

    private void stopTimerWhenComplete() {
        Timers.Timer armed = timer;
        if (missing.get() <= 0 && armed != null) {
            armed.cancel();
        }
    }
}
