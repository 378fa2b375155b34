package dev.sockeye.socketio.emitter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which sockets are meant, and how they are to be told. Immutable. */
record Target(String namespace, Set<String> rooms, Set<String> except, boolean isVolatile, boolean compress) {
    static final Target ALL = of("/");
    /** Integers of Node are exact up to 2^53. */
    private static final int MAX_NUMERIC_ROOM_LENGTH = 15;

    static Target of(String namespace) {
        return new Target(namespace, Set.of(), Set.of(), false, true);
    }

    Target withRooms(Collection<String> more) {
        return new Target(namespace, union(rooms, more), except, isVolatile, compress);
    }

    Target withoutRooms(Collection<String> more) {
        return new Target(namespace, rooms, union(except, more), isVolatile, compress);
    }

    Target withVolatile() {
        return new Target(namespace, rooms, except, true, compress);
    }

    Target withCompress(boolean value) {
        return new Target(namespace, rooms, except, isVolatile, value);
    }

    private static Set<String> union(Set<String> rooms, Collection<String> more) {
        Set<String> union = new LinkedHashSet<>(rooms);
        union.addAll(more);
        return union;
    }

    /** Rooms and excluded rooms as data. */
    Map<String, Object> matching() {
        Map<String, Object> map = new LinkedHashMap<>(8);
        map.put("rooms", names(rooms));
        map.put("except", names(except));
        return map;
    }

    /** Rooms, excluded rooms and flags as data. */
    Map<String, Object> options() {
        Map<String, Object> flags = new LinkedHashMap<>(4);
        // Node looks at whether volatile is there, not at its value.
        if (isVolatile) {
            flags.put("volatile", true);
        }
        if (!compress) {
            flags.put("compress", false);
        }
        Map<String, Object> map = matching();
        map.put("flags", flags);
        return map;
    }

    /**
     * Rooms to match. Rooms of Node servers may be numbers, so a room whose name is an integer is named in both ways.
     */
    static List<Object> names(Collection<String> rooms) {
        List<Object> names = new ArrayList<>(rooms.size());
        for (String room : rooms) {
            names.add(room);
            if (isInteger(room)) {
                names.add(Long.valueOf(room));
            }
        }
        return names;
    }

    private static boolean isInteger(String room) {
        return room.length() <= MAX_NUMERIC_ROOM_LENGTH
                && !room.isEmpty()
                && (room.charAt(0) != '0' || room.length() == 1)
                && room.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
