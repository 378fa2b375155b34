package dev.sockeye.socketio;

/** Told of each socket that connects. */
@FunctionalInterface
public interface ConnectionListener {
    /** A socket connected. */
    void onConnection(Socket socket) throws Exception;
}
