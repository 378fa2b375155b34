package dev.sockeye.socketio.internal.connection;

import dev.sockeye.socketio.RoomListener;
import java.util.Collection;

/** Notes what rooms are told. */
record ToldRooms(Collection<String> told) implements RoomListener {
    @Override
    public void onCreateRoom(String room) {
        told.add("create " + room);
    }

    @Override
    public void onJoinRoom(String room, String socketId) {
        told.add("join " + room + " " + socketId);
    }

    @Override
    public void onLeaveRoom(String room, String socketId) {
        told.add("leave " + room + " " + socketId);
    }

    @Override
    public void onDeleteRoom(String room) {
        told.add("delete " + room);
    }
}
