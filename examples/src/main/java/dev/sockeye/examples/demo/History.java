package dev.sockeye.examples.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The last messages of the rooms used last, in the memory of this process. Thread-safe. */
final class History {
    static final int MAX_ROOMS = 100;
    static final int MESSAGES_PER_ROOM = 50;

    private final Map<String, Deque<Message>> rooms = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<Message>> eldest) {
            return size() > MAX_ROOMS;
        }
    };

    synchronized void add(Message message) {
        Deque<Message> messages = rooms.computeIfAbsent(message.room(), room -> new ArrayDeque<>());
        if (messages.size() == MESSAGES_PER_ROOM) {
            messages.removeFirst();
        }
        messages.add(message);
    }

    synchronized List<Message> of(String room) {
        return List.copyOf(rooms.getOrDefault(room, new ArrayDeque<>()));
    }
}
