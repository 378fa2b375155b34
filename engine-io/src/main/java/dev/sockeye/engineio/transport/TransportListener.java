package dev.sockeye.engineio.transport;

import dev.sockeye.engineio.CloseReason;
import dev.sockeye.engineio.protocol.PacketType;

/** What a transport reports. Called on the session's executor. */
public interface TransportListener {
    /**
     * A packet arrived. The array is the receiver's.
     *
     * @param data holds the packet's data from the offset to its end: UTF-8, or raw bytes if {@code binary}
     */
    void onPacket(Transport transport, PacketType type, byte[] data, int offset, boolean binary);

    /** The transport became ready: a poll arrived. */
    void onReady(Transport transport);

    /** Everything taken was handed to the network. */
    void onDrain(Transport transport);

    /** The transport ended; nothing follows. */
    void onClosed(Transport transport, CloseReason reason, String description);
}
