package dev.sockeye.socketio.internal.socket;

/**
 * Where a socket stands in a room's array. For a room it is a {@link Membership}; among all sockets of the namespace it is
 * {@link JoinedRooms}, which each socket has once, because that is smaller than an object beside it.
 */
abstract sealed class Place permits Membership, RoomSet {
    final DefaultSocket socket;

    /** Index in {@link Room}'s array. Guarded by the room. */
    int index;

    Place(DefaultSocket socket) {
        this.socket = socket;
    }
}
