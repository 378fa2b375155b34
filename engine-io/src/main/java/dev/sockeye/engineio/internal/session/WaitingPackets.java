package dev.sockeye.engineio.internal.session;

import dev.sockeye.engineio.transport.OutgoingPacket;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Packets that wait for the transport to become ready. Confined to the session's executor, but for {@link #bytes}. */
final class WaitingPackets {
    /** What a packet costs beside its payload while it waits. */
    static final int PACKET_OVERHEAD_BYTES = 64;

    private final ArrayDeque<OutgoingPacket> packets = new ArrayDeque<>(4);
    private volatile long bytes;

    @SuppressWarnings("NonAtomicVolatileUpdate") // written on the executor only
    void add(OutgoingPacket packet) {
        packets.add(packet);
        bytes += packet.payloadBytes() + PACKET_OVERHEAD_BYTES;
    }

    /** The next one, taken out; null if there is none. */
    @Nullable
    OutgoingPacket poll() {
        return packets.poll();
    }

    boolean isEmpty() {
        return packets.isEmpty();
    }

    int size() {
        return packets.size();
    }

    /** What all that were added occupy. From any thread. */
    long bytes() {
        return bytes;
    }
}
