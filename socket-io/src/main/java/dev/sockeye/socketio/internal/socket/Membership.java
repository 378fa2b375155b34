package dev.sockeye.socketio.internal.socket;

/** That one socket is in one room. */
final class Membership extends Place {
    final Room room;

    Membership(DefaultSocket socket, Room room) {
        super(socket);
        this.room = room;
    }
}
