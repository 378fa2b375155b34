package dev.sockeye.engineio.internal.polling;

import dev.sockeye.engineio.protocol.PacketType;

/** Takes the packets of a payload, in order. */
@FunctionalInterface
interface PacketSink {
    /**
     * One more packet. The array is the receiver's.
     *
     * @return whether to go on
     */
    boolean packet(PacketType type, byte[] data, int offset, boolean binary);
}
