package dev.sockeye.socketio.internal.socket;

/** That one socket is in one room. Where it stands in the room's array is guarded by the room. */
final class Membership {
    final DefaultSocket socket;
    final Room room;

    /** Index in {@link Room}'s array. Guarded by the room. */
    int index;

    Membership(DefaultSocket socket, Room room) {
        this.socket = socket;
        this.room = room;
    }
}
