package dev.sockeye.socketio.internal.socket;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.socketio.RoomListener;
import dev.sockeye.socketio.adapter.Adapter;
import dev.sockeye.socketio.adapter.LocalAdapter;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one namespace on this node and the rooms they are in. Thread-safe.
 *
 * <p>The room that each socket has for itself takes no entry: it is found by the socket's id. It becomes a real room only
 * for other sockets that join it. Locks are taken in the order socket, room; nothing is called under a room's lock.
 */
public final class Rooms {
    private static final SocketGroup[] NOBODY = {};

    private final ConcurrentHashMap<String, DefaultSocket> sockets = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Room> rooms = new ConcurrentHashMap<>();
    private final Room everybody = Room.permanent();
    private final ListenerList<RoomListener> listeners;
    private final RoomEvents events;

    /** Whether the adapter wants to know of rooms. */
    private final boolean adapterListens;

    /** Rooms of a namespace; the adapter and the listeners are told of changes. */
    public Rooms(Adapter adapter, ListenerList<RoomListener> listeners, ErrorReports errors) {
        this.adapterListens = !(adapter instanceof LocalAdapter);
        this.listeners = listeners;
        this.events = new RoomEvents(adapter, listeners, errors);
    }

    // --- sockets

    /** Lets a socket in. Called under the socket's lock; {@link #tell} must follow without it. */
    void add(JoinedRooms joined, boolean withOwnRoom) {
        sockets.put(joined.socket.id(), joined.socket);
        everybody.add(joined, null);
        if (withOwnRoom) {
            joinedOwnRoom(joined.socket);
        }
    }

    /** Takes a socket out; it has left its rooms. The same rules. */
    void remove(JoinedRooms joined) {
        everybody.remove(joined, null);
        sockets.remove(joined.socket.id(), joined.socket);
    }

    /** The socket with this id; null if there is none. */
    public @Nullable DefaultSocket socket(String id) {
        return sockets.get(id);
    }

    /** All sockets. A copy. */
    public List<DefaultSocket> sockets() {
        return everybody.sockets();
    }

    /** Number of sockets. */
    public int size() {
        return everybody.size();
    }

    // --- rooms

    /** Adds a socket that is not in the room. Called under the socket's lock; {@link #tell} must follow without it. */
    Membership join(DefaultSocket socket, String name) {
        while (true) {
            Room room =
                    rooms.computeIfAbsent(name, n -> new Room(n, adapterListens ? new CompletableFuture<>() : null));
            Membership membership = new Membership(socket, room);
            if (room.add(membership, events())) {
                return membership;
            }
            rooms.remove(name, room);
        }
    }

    /** Undoes a join. The same rules. */
    void leave(Membership membership) {
        Room room = membership.room;
        if (room.remove(membership, events())) {
            rooms.remove(room.name, room);
        }
    }

    /** A socket joined its own room. The same rules. */
    void joinedOwnRoom(DefaultSocket socket) {
        RoomEvents told = events();
        if (told != null) {
            if (!rooms.containsKey(socket.id())) {
                told.created(socket.id(), null);
            }
            told.joined(socket.id(), socket.id());
        }
    }

    /** A socket left its own room. The same rules. */
    void leftOwnRoom(DefaultSocket socket) {
        RoomEvents told = events();
        if (told != null) {
            told.left(socket.id(), socket.id());
            if (!rooms.containsKey(socket.id())) {
                told.deleted(socket.id());
            }
        }
    }

    /** Tells the listeners of rooms what happened. Without any lock. */
    void tell() {
        RoomEvents told = events();
        if (told != null) {
            told.tell();
        }
    }

    private @Nullable RoomEvents events() {
        return adapterListens || !listeners.isEmpty() ? events : null;
    }

    /** Whether anybody is in the room. */
    public boolean hasRoom(String room) {
        return rooms.containsKey(room) || inOwnRoom(room) != null;
    }

    /** All rooms, own rooms included. A copy. */
    public Set<String> names() {
        Set<String> names = new HashSet<>(rooms.keySet());
        for (DefaultSocket socket : sockets()) {
            if (socket.isInOwnRoom()) {
                names.add(socket.id());
            }
        }
        return names;
    }

    /** Number of rooms that are not some socket's own. */
    public int roomCount() {
        return rooms.size();
    }

    // --- whom a broadcast reaches

    /** The members of any of the rooms (all sockets if none is given) without those of the others. A copy. */
    public List<DefaultSocket> matching(Collection<String> in, Collection<String> except) {
        return targets(in, except).sockets();
    }

    /**
     * Delivers an event to the sockets that match at this moment, with one task per executor.
     *
     * @param encoded the event encoded; null to encode it here, if anybody matches
     */
    public void broadcast(
            Collection<String> in,
            Collection<String> except,
            SocketPacket.Event packet,
            @Nullable OutgoingMessage encoded,
            SendMode mode) {
        Targets targets = targets(in, except);
        if (!targets.isEmpty()) {
            OutgoingMessage message =
                    (encoded == null ? mode.parser().encode(packet) : encoded).compress(mode.compress());
            for (SocketGroup group : targets.groups()) {
                new Delivery(group, targets, packet, message, mode).start();
            }
        }
    }

    /** The same for sockets that were found before. */
    public void deliver(
            List<DefaultSocket> receivers, SocketPacket.Event packet, OutgoingMessage message, SendMode mode) {
        SocketGroup.Builder builder = new SocketGroup.Builder();
        receivers.forEach(builder::add);
        Targets targets = new Targets(builder.build(), null, null);
        for (SocketGroup group : targets.groups()) {
            new Delivery(group, targets, packet, message.compress(mode.compress()), mode).start();
        }
    }

    private Targets targets(Collection<String> in, Collection<String> except) {
        SocketGroup[] groups;
        if (in.isEmpty()) {
            groups = everybody.groups();
        } else if (in.size() == 1) {
            groups = members(in.iterator().next());
        } else {
            groups = union(in);
        }
        return exclude(groups, except);
    }

    private SocketGroup[] members(String name) {
        Room room = rooms.get(name);
        DefaultSocket own = inOwnRoom(name);
        if (own == null) {
            return room == null ? NOBODY : room.groups();
        }
        if (room == null) {
            return new SocketGroup[] {new SocketGroup(own.executor(), new DefaultSocket[] {own})};
        }
        return union(List.of(name));
    }

    private SocketGroup[] union(Collection<String> names) {
        Set<DefaultSocket> members = identitySet();
        SocketGroup.Builder builder = new SocketGroup.Builder();
        for (String name : names) {
            for (DefaultSocket socket : membersOf(name)) {
                if (members.add(socket)) {
                    builder.add(socket);
                }
            }
        }
        return builder.build();
    }

    private Targets exclude(SocketGroup[] groups, Collection<String> except) {
        if (except.isEmpty()) {
            return new Targets(groups, null, null);
        }
        if (except.size() == 1) {
            String name = except.iterator().next();
            if (!rooms.containsKey(name)) {
                return new Targets(groups, inOwnRoom(name), null);
            }
        }
        Set<DefaultSocket> excluded = identitySet();
        except.forEach(name -> excluded.addAll(membersOf(name)));
        return new Targets(groups, null, excluded);
    }

    private List<DefaultSocket> membersOf(String name) {
        Room room = rooms.get(name);
        DefaultSocket own = inOwnRoom(name);
        if (own == null) {
            return room == null ? List.of() : room.sockets();
        }
        List<DefaultSocket> members = new ArrayList<>();
        members.add(own);
        if (room != null) {
            members.addAll(room.sockets());
        }
        return members;
    }

    private @Nullable DefaultSocket inOwnRoom(String name) {
        DefaultSocket socket = sockets.get(name);
        return socket != null && socket.isInOwnRoom() ? socket : null;
    }

    private static Set<DefaultSocket> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
