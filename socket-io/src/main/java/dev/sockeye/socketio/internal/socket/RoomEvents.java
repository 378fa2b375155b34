package dev.sockeye.socketio.internal.socket;

import dev.sockeye.socketio.RoomListener;
import dev.sockeye.socketio.adapter.Adapter;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Tells the adapter and the listeners of a namespace what happens to its rooms. Thread-safe.
 *
 * <p>Events are noted under the lock of the room, hence in the order in which things happened, and told afterwards without
 * any lock by one thread at a time.
 */
final class RoomEvents {
    private final Adapter adapter;
    private final ListenerList<RoomListener> listeners;
    private final ErrorReports errors;
    private final Queue<Runnable> noted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger untold = new AtomicInteger();

    RoomEvents(Adapter adapter, ListenerList<RoomListener> listeners, ErrorReports errors) {
        this.adapter = adapter;
        this.listeners = listeners;
        this.errors = errors;
    }

    void created(String room, @Nullable CompletableFuture<Void> ready) {
        noted.add(() -> {
            CompletableFuture<Void> prepared = prepare(room);
            if (ready != null) {
                prepared.whenComplete((done, error) -> ready.complete(null));
            }
            listeners.snapshot().forEach(listener -> listener.onCreateRoom(room));
        });
    }

    void joined(String room, String socketId) {
        noted.add(() -> listeners.snapshot().forEach(listener -> listener.onJoinRoom(room, socketId)));
    }

    void left(String room, String socketId) {
        noted.add(() -> listeners.snapshot().forEach(listener -> listener.onLeaveRoom(room, socketId)));
    }

    void deleted(String room) {
        noted.add(() -> {
            guard(() -> adapter.onRoomDeleted(room));
            listeners.snapshot().forEach(listener -> listener.onDeleteRoom(room));
        });
    }

    /** Tells what was noted. Must be called without a lock after anything was noted. */
    void tell() {
        if (noted.isEmpty() || untold.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        while (seen != 0) {
            Runnable event = noted.poll();
            while (event != null) {
                guard(event);
                event = noted.poll();
            }
            seen = untold.addAndGet(-seen);
        }
    }

    private CompletableFuture<Void> prepare(String room) {
        try {
            return adapter.onRoomCreated(room);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void guard(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            errors.report("a listener of rooms", e);
        }
    }
}
