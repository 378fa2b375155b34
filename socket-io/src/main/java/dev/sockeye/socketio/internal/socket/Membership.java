package dev.sockeye.socketio.internal.socket;

import org.jspecify.annotations.Nullable;

/** That one socket is in one room. */
final class Membership extends Place {
    final Room room;

    /** Next in the chain of {@link RoomSet}. Guarded by the socket. */
    @Nullable
    Membership next;

    Membership(DefaultSocket socket, Room room) {
        super(socket);
        this.room = room;
    }
}
