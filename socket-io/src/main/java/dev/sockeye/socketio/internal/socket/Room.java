package dev.sockeye.socketio.internal.socket;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The members of one room. Thread-safe.
 *
 * <p>Members sit in an array in which each knows its place, so that joining and leaving take the same time in a large room
 * as in a small one. Broadcasts read {@link #groups()}, which is made anew on the first broadcast after a change.
 */
final class Room {
    final String name;

    /** Completes when the adapter is ready for the room; null if there is nothing to wait for. */
    final @Nullable CompletableFuture<Void> ready;

    private final boolean permanent;
    private Place[] members = new Place[2];
    private int size;
    private boolean deleted;
    private volatile SocketGroup @Nullable [] groups;

    /** @param ready completed when the adapter is ready for the room; null if there is nothing to wait for */
    Room(String name, @Nullable CompletableFuture<Void> ready) {
        this(name, ready, false);
    }

    private Room(String name, @Nullable CompletableFuture<Void> ready, boolean permanent) {
        this.name = name;
        this.ready = ready;
        this.permanent = permanent;
    }

    /** A room without name that is there even without members. */
    static Room permanent() {
        return new Room("", null, true);
    }

    /**
     * Adds a member; false if the room was just deleted and another one must be made.
     *
     * @param events told under the lock, so in order; null if nobody listens
     */
    synchronized boolean add(Place member, @Nullable RoomEvents events) {
        if (deleted) {
            return false;
        }
        if (size == members.length) {
            members = Arrays.copyOf(members, size * 2);
        }
        member.index = size;
        members[size++] = member;
        groups = null;
        if (events != null) {
            if (size == 1) {
                events.created(name, ready);
            }
            events.joined(name, member.socket.id());
        }
        return true;
    }

    /** Removes a member, which must be one; true if the room is now deleted. */
    synchronized boolean remove(Place member, @Nullable RoomEvents events) {
        Place last = members[--size];
        members[member.index] = last;
        last.index = member.index;
        clear(size);
        if (size > 2 && size < members.length / 4) {
            members = Arrays.copyOf(members, members.length / 2);
        }
        groups = null;
        deleted = size == 0 && !permanent;
        if (events != null) {
            events.left(name, member.socket.id());
            if (deleted) {
                events.deleted(name);
            }
        }
        return deleted;
    }

    @SuppressWarnings("NullAway") // a free place
    private void clear(int index) {
        members[index] = null;
    }

    synchronized int size() {
        return size;
    }

    /** The members of this moment. */
    synchronized List<DefaultSocket> sockets() {
        List<DefaultSocket> sockets = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            sockets.add(members[i].socket);
        }
        return sockets;
    }

    /** The members of this moment by executor. The arrays must not be changed. */
    SocketGroup[] groups() {
        SocketGroup[] now = groups;
        return now != null ? now : makeGroups();
    }

    private synchronized SocketGroup[] makeGroups() {
        SocketGroup.Builder builder = new SocketGroup.Builder();
        for (int i = 0; i < size; i++) {
            builder.add(members[i].socket);
        }
        SocketGroup[] made = builder.build();
        groups = made;
        return made;
    }
}
