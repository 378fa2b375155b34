package dev.sockeye.examples.demo;

import dev.sockeye.socketio.RemoteSocket;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who was where at one moment: people by room, each once however many tabs are open. Immutable.
 *
 * @param members rooms by name; the standing ones are there even when nobody is
 * @param users everybody who is connected
 */
record Directory(SortedMap<String, SortedSet<String>> members, Set<String> users) {
    private static final List<String> STANDING_ROOMS = List.of("engineering", "lobby", "random");

    /** What the page lists: a room and how many people are in it. */
    record Room(String name, int members) {}

    static Directory of(Collection<RemoteSocket> sockets) {
        SortedMap<String, SortedSet<String>> members = new TreeMap<>();
        STANDING_ROOMS.forEach(room -> members.put(room, new TreeSet<>()));
        Set<String> users = new TreeSet<>();
        for (RemoteSocket socket : sockets) {
            Person person = socket.data(Person.class);
            if (person == null) {
                continue; // connected a moment ago, and not greeted yet
            }
            users.add(person.user());
            for (String room : socket.rooms()) {
                if (room.startsWith(Chat.ROOM)) {
                    members.computeIfAbsent(room.substring(Chat.ROOM.length()), name -> new TreeSet<>())
                            .add(person.user());
                }
            }
        }
        return new Directory(members, users);
    }

    List<Room> rooms() {
        return members.entrySet().stream()
                .map(room -> new Room(room.getKey(), room.getValue().size()))
                .toList();
    }

    SortedSet<String> members(String room) {
        return members.getOrDefault(room, new TreeSet<>());
    }
}
