package dev.sockeye.examples.core.notification;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Keeps notifications as long as the process lives. Thread-safe. */
public final class InMemoryNotificationStore implements NotificationStore {
    private static final class Box {
        private final Map<String, Notification> unread = new LinkedHashMap<>();
        private final Map<String, Notification> read = new LinkedHashMap<>();
    }

    private final ConcurrentMap<String, Box> boxes = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<Boolean> add(String userId, Notification notification) {
        Box box = box(userId);
        synchronized (box) {
            if (box.unread.containsKey(notification.id()) || box.read.containsKey(notification.id())) {
                return completedFuture(true);
            }
            if (box.unread.size() >= MAX_UNREAD) {
                return completedFuture(false);
            }
            box.unread.put(notification.id(), notification);
            return completedFuture(true);
        }
    }

    @Override
    public CompletionStage<Inbox> load(String userId) {
        Box box = boxes.getOrDefault(userId, new Box());
        synchronized (box) {
            return completedFuture(new Inbox(List.copyOf(box.unread.values()), List.copyOf(box.read.values())));
        }
    }

    @Override
    public CompletionStage<Integer> markRead(String userId, Collection<String> ids) {
        Box box = box(userId);
        synchronized (box) {
            List<Notification> found = new ArrayList<>();
            for (String id : ids) {
                Notification notification = box.unread.remove(id);
                if (notification != null) {
                    found.add(notification);
                    box.read.put(id, notification);
                }
            }
            Iterator<String> oldest = box.read.keySet().iterator();
            for (int over = box.read.size() - KEPT_READ; over > 0; over--) {
                oldest.next();
                oldest.remove();
            }
            return completedFuture(found.size());
        }
    }

    @Override
    public void close() {
        boxes.clear();
    }

    private Box box(String userId) {
        return boxes.computeIfAbsent(userId, id -> new Box());
    }
}
