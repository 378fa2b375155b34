package dev.sockeye.socketio.adapter;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Whom a broadcast reaches and how. Immutable.
 *
 * @param rooms members of any of these rooms; empty means every socket of the namespace
 * @param except but not the members of any of these rooms
 * @param flags how
 */
public record BroadcastOptions(Set<String> rooms, Set<String> except, Flags flags) {
    /** Every socket of the namespace. */
    public static final BroadcastOptions ALL = new BroadcastOptions(Set.of(), Set.of(), Flags.NONE);

    /** Copies the sets. */
    public BroadcastOptions {
        rooms = Set.copyOf(rooms);
        except = Set.copyOf(except);
    }

    /**
     * Modifiers of a broadcast.
     *
     * @param isVolatile drop it for clients whose transport cannot take it at once
     * @param compress whether it may be compressed; default true
     * @param local only the sockets of this node
     * @param timeout how long to wait for acknowledgements or answers; empty means the default
     * @param expectSingleResponse the acknowledgement is that of a single socket
     */
    public record Flags(
            boolean isVolatile,
            boolean compress,
            boolean local,
            Optional<Duration> timeout,
            boolean expectSingleResponse) {
        /** No modifier. */
        public static final Flags NONE = new Flags(false, true, false, Optional.empty(), false);

        /** With the volatile flag. */
        public Flags withVolatile() {
            return new Flags(true, compress, local, timeout, expectSingleResponse);
        }

        /** With another compression flag. */
        public Flags withCompress(boolean value) {
            return new Flags(isVolatile, value, local, timeout, expectSingleResponse);
        }

        /** With the local flag. */
        public Flags withLocal() {
            return new Flags(isVolatile, compress, true, timeout, expectSingleResponse);
        }

        /** With a timeout. */
        public Flags withTimeout(Duration value) {
            return new Flags(isVolatile, compress, local, Optional.of(value), expectSingleResponse);
        }

        /** With the flag for a single response. */
        public Flags withSingleResponse() {
            return new Flags(isVolatile, compress, local, timeout, true);
        }
    }
}
