package dev.sockeye.socketio;

/** Told that something went wrong on a socket: a malformed packet, or a refusal by {@link Socket#use}. */
@FunctionalInterface
public interface ErrorListener {
    /** Something went wrong. */
    void onError(Throwable error) throws Exception;
}
