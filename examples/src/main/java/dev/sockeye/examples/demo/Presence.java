package dev.sockeye.examples.demo;

import dev.sockeye.socketio.Namespace;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells everybody who is where. The sockets of all processes are asked each time, so there is no list to keep, and none
 * to be wrong after a crash. Changes within 50 ms are told together. Thread-safe.
 */
final class Presence {
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);
    private static final Executor SOON = CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);

    private final Namespace io;
    private final Set<String> changed = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean isPlanned = new AtomicBoolean();
    private volatile Directory directory = Directory.of(List.of());

    Presence(Namespace io) {
        this.io = io;
    }

    /** Who was where when it was last told. */
    Directory directory() {
        return directory;
    }

    /** Somebody connected or disconnected, and came into these rooms or left them. */
    void changed(Collection<String> rooms) {
        changed.addAll(rooms);
        if (isPlanned.compareAndSet(false, true)) {
            SOON.execute(this::tell);
        }
    }

    private void tell() {
        isPlanned.set(false);
        List<String> rooms = List.copyOf(changed);
        rooms.forEach(changed::remove);
        io.fetchSockets().whenComplete((sockets, error) -> {
            if (error != null) {
                LOG.warn("Cannot tell who is where: {}", error.toString());
                return;
            }
            Directory now = Directory.of(sockets);
            directory = now;
            for (String room : rooms) {
                io.to(Chat.ROOM + room).emit("members", Map.of("room", room, "members", now.members(room)));
            }
            io.emit("rooms", now.rooms());
        });
    }
}
