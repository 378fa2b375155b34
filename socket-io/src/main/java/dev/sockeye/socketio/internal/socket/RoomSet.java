package dev.sockeye.socketio.internal.socket;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of one socket but its own: a chain while they are few, then a map. Not thread-safe; guarded by the socket.
 * {@link JoinedRooms} extends it because that is smaller than an object beside it.
 */
abstract sealed class RoomSet extends Place permits JoinedRooms {
    private static final int FEW = 8;

    /** The first of few. */
    private @Nullable Membership first;

    private @Nullable Map<String, Membership> many;

    RoomSet(DefaultSocket socket) {
        super(socket);
    }

    final @Nullable Membership get(String room) {
        if (many != null) {
            return many.get(room);
        }
        Membership each = first;
        while (each != null && !each.room.name.equals(room)) {
            each = each.next;
        }
        return each;
    }

    /** Adds one that is not in it. */
    final void add(Membership membership) {
        if (many == null && size() == FEW) {
            many = toMap();
        }
        if (many != null) {
            many.put(membership.room.name, membership);
        } else if (first == null) {
            first = membership;
        } else {
            last(first).next = membership;
        }
    }

    private Map<String, Membership> toMap() {
        Map<String, Membership> map = new HashMap<>();
        while (first != null) {
            Membership each = first;
            map.put(each.room.name, each);
            first = each.next;
            each.next = null;
        }
        return map;
    }

    private static Membership last(Membership from) {
        Membership last = from;
        while (last.next != null) {
            last = last.next;
        }
        return last;
    }

    final @Nullable Membership remove(String room) {
        if (many != null) {
            return many.remove(room);
        }
        Membership before = null;
        Membership found = first;
        while (found != null && !found.room.name.equals(room)) {
            before = found;
            found = found.next;
        }
        if (found == null) {
            return null;
        }
        if (before == null) {
            first = found.next;
        } else {
            before.next = found.next;
        }
        return found;
    }

    final int size() {
        if (many != null) {
            return many.size();
        }
        int size = 0;
        for (Membership each = first; each != null; each = each.next) {
            size++;
        }
        return size;
    }

    final void forEach(Consumer<Membership> action) {
        if (many != null) {
            many.values().forEach(action);
            return;
        }
        for (Membership each = first; each != null; each = each.next) {
            action.accept(each);
        }
    }

    final void clear() {
        first = null;
        many = null;
    }
}
