package dev.sockeye.socketio.internal.socket;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom a broadcast reaches: groups of sockets without the excluded ones, as they were at one moment. Immutable.
 *
 * @param groups the sockets, each once
 * @param excludedOne a socket left out; the usual case, the sender
 * @param excluded sockets left out, compared by identity; null if there are none
 */
record Targets(SocketGroup[] groups, @Nullable DefaultSocket excludedOne, @Nullable Set<DefaultSocket> excluded) {

    /** Whether the socket is reached. */
    boolean includes(DefaultSocket socket) {
        return socket != excludedOne && (excluded == null || !excluded.contains(socket));
    }

    /** Whether nobody is reached. */
    boolean isEmpty() {
        for (SocketGroup group : groups) {
            for (DefaultSocket socket : group.sockets()) {
                if (includes(socket)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** All that are reached. */
    List<DefaultSocket> sockets() {
        List<DefaultSocket> sockets = new ArrayList<>();
        for (SocketGroup group : groups) {
            for (DefaultSocket socket : group.sockets()) {
                if (includes(socket)) {
                    sockets.add(socket);
                }
            }
        }
        return sockets;
    }
}
