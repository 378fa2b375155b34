package dev.sockeye.socketio.internal.socket;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of one socket but its own: an array while they are few, then a map. Not thread-safe; guarded by the socket.
 * {@link JoinedRooms} extends it because that is smaller than an object beside it.
 */
abstract sealed class RoomSet extends Place permits JoinedRooms {
    private static final int FEW = 8;
    private static final Membership[] NONE = {};

    private Membership[] few = NONE;
    private @Nullable Map<String, Membership> many;

    RoomSet(DefaultSocket socket) {
        super(socket);
    }

    final @Nullable Membership get(String room) {
        if (many != null) {
            return many.get(room);
        }
        for (Membership membership : few) {
            if (membership.room.name.equals(room)) {
                return membership;
            }
        }
        return null;
    }

    /** Adds one that is not in it. */
    final void add(Membership membership) {
        if (many == null && few.length < FEW) {
            few = Arrays.copyOf(few, few.length + 1);
            few[few.length - 1] = membership;
            return;
        }
        if (many == null) {
            many = new HashMap<>();
            for (Membership each : few) {
                many.put(each.room.name, each);
            }
            few = NONE;
        }
        many.put(membership.room.name, membership);
    }

    final @Nullable Membership remove(String room) {
        if (many != null) {
            return many.remove(room);
        }
        for (int i = 0; i < few.length; i++) {
            Membership found = few[i];
            if (found.room.name.equals(room)) {
                Membership[] fewer = new Membership[few.length - 1];
                System.arraycopy(few, 0, fewer, 0, i);
                System.arraycopy(few, i + 1, fewer, i, fewer.length - i);
                few = fewer;
                return found;
            }
        }
        return null;
    }

    final int size() {
        return many == null ? few.length : many.size();
    }

    final void forEach(Consumer<Membership> action) {
        if (many != null) {
            many.values().forEach(action);
        } else {
            for (Membership membership : few) {
                action.accept(membership);
            }
        }
    }

    final void clear() {
        few = NONE;
        many = null;
    }
}
