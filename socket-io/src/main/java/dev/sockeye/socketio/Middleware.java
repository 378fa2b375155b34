package dev.sockeye.socketio;

/**
 * Lets a socket into a namespace by returning, or refuses it by throwing: {@link ConnectRefusedException}, or any other
 * exception, whose message the client then sees as {@code connect_error}. Runs where {@link HandlerExecution} says; it
 * may block unless that is the event loop.
 */
@FunctionalInterface
public interface Middleware {
    /** Decides. {@link Socket#isConnected()} is still false. */
    void onConnecting(Socket socket) throws Exception;
}
