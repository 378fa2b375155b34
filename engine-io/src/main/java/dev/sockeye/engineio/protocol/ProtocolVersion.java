package dev.sockeye.engineio.protocol;

import org.jspecify.annotations.Nullable;

/** Revision of the Engine.IO protocol, as the client announces it in the query parameter {@code EIO}. */
public enum ProtocolVersion {
    /** Revision 3: Socket.IO 1.x and 2.x clients. The client sends the pings. */
    V3(3),
    /** Revision 4: Socket.IO 3.x and 4.x clients. The server sends the pings. */
    V4(4);

    private final int number;

    ProtocolVersion(int number) {
        this.number = number;
    }

    /** The number on the wire. */
    public int number() {
        return number;
    }

    /**
     * Reads the value of the query parameter {@code EIO}. As the reference server does: exactly {@code "4"} is
     * revision 4, anything else (or nothing) is revision 3.
     */
    public static ProtocolVersion ofQuery(@Nullable String eio) {
        return "4".equals(eio) ? V4 : V3;
    }
}
