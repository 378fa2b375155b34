package dev.sockeye.socketio.internal.socket;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The rooms of one socket. Thread-safe; its monitor is the socket's lock, taken before that of a room. Once the socket has
 * left, it joins nothing any more.
 */
final class JoinedRooms extends RoomSet {
    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private volatile boolean inOwnRoom;

    /** Whether it has a place among all sockets of the namespace. Guarded by this. */
    private boolean entered;

    private boolean closed;

    JoinedRooms(DefaultSocket socket) {
        super(socket);
    }

    private Rooms index() {
        return socket.home().index();
    }

    boolean isInOwnRoom() {
        return inOwnRoom;
    }

    /** Enters the namespace, and its own room if {@code withOwnRoom}; false if the socket has already ended. */
    boolean enter(boolean withOwnRoom) {
        synchronized (this) {
            if (closed || entered) {
                return !closed;
            }
            inOwnRoom = withOwnRoom;
            index().add(this, withOwnRoom);
            entered = true;
        }
        index().tell();
        return true;
    }

    CompletableFuture<Void> join(Collection<String> names, int limit) {
        List<CompletableFuture<Void>> unready = new ArrayList<>(0);
        try {
            synchronized (this) {
                for (String name : names) {
                    if (!closed) {
                        join(name, limit, unready);
                    }
                }
            }
        } finally {
            index().tell();
        }
        return unready.isEmpty() ? DONE : CompletableFuture.allOf(unready.toArray(new CompletableFuture<?>[0]));
    }

    private void join(String name, int limit, List<CompletableFuture<Void>> unready) {
        if (name.equals(socket.id())) {
            if (!inOwnRoom && entered) {
                inOwnRoom = true;
                index().joinedOwnRoom(socket);
            }
            return;
        }
        Membership membership = get(name);
        if (membership == null) {
            if (size() + 1 >= limit) {
                throw new IllegalStateException(
                        "socket " + socket.id() + " is in " + limit + " rooms (limit: maxRoomsPerSocket)");
            }
            membership = index().join(socket, name);
            add(membership);
        }
        CompletableFuture<Void> ready = membership.room.ready;
        if (ready != null && !ready.isDone()) {
            unready.add(ready);
        }
    }

    void leave(String name) {
        synchronized (this) {
            if (name.equals(socket.id())) {
                if (inOwnRoom) {
                    inOwnRoom = false;
                    index().leftOwnRoom(socket);
                }
            } else {
                Membership left = remove(name);
                if (left != null) {
                    index().leave(left);
                }
            }
        }
        index().tell();
    }

    /** Leaves all rooms and the namespace for good. */
    void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            forEach(index()::leave);
            clear();
            if (inOwnRoom) {
                inOwnRoom = false;
                index().leftOwnRoom(socket);
            }
            if (entered) {
                entered = false;
                index().remove(this);
            }
        }
        index().tell();
    }

    synchronized Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        if (inOwnRoom) {
            names.add(socket.id());
        }
        forEach(membership -> names.add(membership.room.name));
        return names;
    }

    synchronized boolean contains(String room) {
        return room.equals(socket.id()) ? inOwnRoom : get(room) != null;
    }
}
