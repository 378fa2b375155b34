package dev.sockeye.socketio.redis;

import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Closes the gap between the moment when the missed events of a session have been read from the stream and the one when
 * its socket has joined its rooms on this node: events that are delivered in between are kept. Thread-safe.
 */
final class RecoveryWindow {
    /** If more come in that time, the client is not resumed. */
    private static final int MAX_EVENTS = 10_000;

    /** An event with its place in the stream; {@link StreamId#ZERO} if it has none. */
    record StreamedEvent(String id, SocketPacket.Event packet, BroadcastOptions options) {
        boolean isFor(Set<String> rooms) {
            return (options.rooms().isEmpty() || options.rooms().stream().anyMatch(rooms::contains))
                    && options.except().stream().noneMatch(rooms::contains);
        }

        boolean isAfter(StreamId position) {
            return id.equals(StreamId.ZERO) || StreamId.parse(id).compareTo(position) > 0;
        }
    }

    /** What was delivered since one session began to be read. */
    static final class Kept {
        private final List<StreamedEvent> events = new ArrayList<>();

        /** The events after a position for these rooms. */
        synchronized List<StreamedEvent> after(StreamId position, Set<String> rooms) {
            return events.stream()
                    .filter(event -> event.isAfter(position) && event.isFor(rooms))
                    .toList();
        }

        synchronized boolean isComplete() {
            return events.size() < MAX_EVENTS;
        }

        private synchronized void add(StreamedEvent event) {
            if (events.size() < MAX_EVENTS) {
                events.add(event);
            }
        }
    }

    private final Map<Object, Kept> open = new ConcurrentHashMap<>();

    /** Whether events are kept for anyone. */
    boolean isOpen() {
        return !open.isEmpty();
    }

    /** Begins to keep events. */
    Kept open() {
        Kept kept = new Kept();
        open.put(kept, kept);
        return kept;
    }

    /** Ends it. */
    void close(Kept kept) {
        open.remove(kept);
    }

    /** An event is being delivered. */
    void keep(StreamedEvent event) {
        if (!open.isEmpty()) {
            open.values().forEach(kept -> kept.add(event));
        }
    }
}
