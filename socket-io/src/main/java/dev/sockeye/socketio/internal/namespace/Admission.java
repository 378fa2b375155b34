package dev.sockeye.socketio.internal.namespace;

import dev.sockeye.socketio.internal.socket.DefaultSocket;
import dev.sockeye.socketio.internal.socket.SocketOutput;
import dev.sockeye.socketio.protocol.PacketArgs;
import org.jspecify.annotations.Nullable;

/** A client that waits to be let into a namespace. Called on the session's executor. */
public interface Admission {
    /** The connection. */
    SocketOutput output();

    /** The auth payload as the only element, or no element. */
    PacketArgs auth();

    /** Whether the connection is still there. */
    boolean isOpen();

    /** The client is in. */
    void admitted(DefaultSocket socket);

    /**
     * The client is refused.
     *
     * @param data what comes with the message; null if nothing does
     */
    void refused(String message, @Nullable Object data);
}
