package dev.sockeye.socketio.adapter;

/** A connected socket whose session an adapter keeps, so that it outlives this server. Thread-safe; nothing blocks. */
public interface RecoverableSocket {
    /** Id, rooms and data as they are now. */
    SessionSnapshot snapshot();

    /** Ends the socket as if its connection was lost: its client has resumed the session elsewhere. */
    void end();
}
