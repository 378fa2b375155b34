package dev.sockeye.socketio.internal.socket;

import dev.sockeye.socketio.protocol.PacketArgs;
import org.jspecify.annotations.Nullable;

/** Makes the arguments of events. */
public final class EventPackets {
    private EventPackets() {}

    /**
     * Name and arguments.
     *
     * @param args null is what Java makes of a single null
     */
    public static PacketArgs named(String event, @Nullable Object @Nullable [] args) {
        if (args == null) {
            return PacketArgs.of(event, null);
        }
        @Nullable Object[] all = new Object[args.length + 1];
        all[0] = event;
        System.arraycopy(args, 0, all, 1, args.length);
        return PacketArgs.of(all);
    }
}
