package dev.sockeye.socketio.redis;

import io.lettuce.core.StreamMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Closes the gap between the moment when the missed events of a session have been read from the stream and the one when
 * its socket has joined its rooms on this node: entries that this node reads in between are kept. Thread-safe.
 */
final class RecoveryWindow {
    /** If more come in that time, the client is not resumed. */
    private static final int MAX_ENTRIES = 10_000;

    /** What was read since the missed events of one session began to be read. */
    static final class Kept {
        private final List<StreamMessage<String, byte[]>> entries = new ArrayList<>();

        /** The entries after a position. */
        synchronized List<StreamMessage<String, byte[]>> after(StreamId position) {
            return entries.stream()
                    .filter(entry -> StreamId.parse(entry.getId()).compareTo(position) > 0)
                    .toList();
        }

        synchronized boolean isComplete() {
            return entries.size() < MAX_ENTRIES;
        }

        private synchronized void add(StreamMessage<String, byte[]> entry) {
            if (entries.size() < MAX_ENTRIES) {
                entries.add(entry);
            }
        }
    }

    private final Map<Object, Kept> open = new ConcurrentHashMap<>();

    /** Whether entries are kept for anyone. */
    boolean isOpen() {
        return !open.isEmpty();
    }

    /** Begins to keep entries. */
    Kept open() {
        Kept kept = new Kept();
        open.put(kept, kept);
        return kept;
    }

    /** Ends it. */
    void close(Kept kept) {
        open.remove(kept);
    }

    /** An entry was read. */
    void keep(StreamMessage<String, byte[]> entry) {
        if (!open.isEmpty()) {
            open.values().forEach(kept -> kept.add(entry));
        }
    }
}
