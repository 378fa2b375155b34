package dev.sockeye.socketio;

/** Told of rooms of this node. Called on any thread; must not block. */
public interface RoomListener {
    /** The first socket is about to join. */
    default void onCreateRoom(String room) {}

    /** A socket joined. */
    default void onJoinRoom(String room, String socketId) {}

    /** A socket left. */
    default void onLeaveRoom(String room, String socketId) {}

    /** The last socket left. */
    default void onDeleteRoom(String room) {}
}
