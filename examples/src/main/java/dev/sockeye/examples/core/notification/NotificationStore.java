package dev.sockeye.examples.core.notification;

import java.util.Collection;
import java.util.concurrent.CompletionStage;

/**
 * Keeps notifications until they are read. Thread-safe; a stage fails if the store cannot be reached, and then nothing
 * is known: whoever stores tries again with the same id.
 */
public interface NotificationStore extends AutoCloseable {
    /** Unread notifications a person can have; one more is refused. */
    int MAX_UNREAD = 1000;

    /** Read notifications that are kept; older ones are forgotten. */
    int KEPT_READ = 100;

    /** Stores a notification as unread; completes with false, and stores nothing, if the person has too many. */
    CompletionStage<Boolean> add(String userId, Notification notification);

    /** The notifications of a person. */
    CompletionStage<Inbox> load(String userId);

    /** Moves notifications from unread to read; completes with the number that were unread. */
    CompletionStage<Integer> markRead(String userId, Collection<String> ids);

    @Override
    void close();
}
