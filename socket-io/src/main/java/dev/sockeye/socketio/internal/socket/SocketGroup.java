package dev.sockeye.socketio.internal.socket;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** Sockets that share an executor, so that one task reaches all of them. Immutable; the array is shared, not copied. */
public record SocketGroup(Executor executor, DefaultSocket[] sockets) {
    /** Sorts sockets by executor. Not thread-safe. */
    public static final class Builder {
        // Event loops are few: searching a list beats hashing.
        private final List<Executor> executors = new ArrayList<>();
        private final List<List<DefaultSocket>> sockets = new ArrayList<>();

        /** Adds a socket, which must not have been added before. */
        public void add(DefaultSocket socket) {
            Executor executor = socket.executor();
            int i = 0;
            while (i < executors.size() && executors.get(i) != executor) {
                i++;
            }
            if (i == executors.size()) {
                executors.add(executor);
                sockets.add(new ArrayList<>());
            }
            sockets.get(i).add(socket);
        }

        /** The groups. */
        public SocketGroup[] build() {
            SocketGroup[] groups = new SocketGroup[executors.size()];
            for (int i = 0; i < groups.length; i++) {
                groups[i] = new SocketGroup(executors.get(i), sockets.get(i).toArray(new DefaultSocket[0]));
            }
            return groups;
        }
    }
}
