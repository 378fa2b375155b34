package dev.sockeye.socketio.internal.socket;

import dev.sockeye.engineio.EngineSession;

/** The connection as its sockets see it. */
public interface SocketOutput {
    /** The session. */
    EngineSession session();

    /** A socket is disconnected: nothing more is handed to it. Any thread. */
    void remove(DefaultSocket socket);

    /** Disconnects all sockets of the client and closes the connection. Any thread. */
    void disconnectAll();

    /** A socket has too much to do: stops reading until {@link #resume}. Any thread. */
    void pause();

    /** Takes a {@link #pause} back. Any thread. */
    void resume();
}
