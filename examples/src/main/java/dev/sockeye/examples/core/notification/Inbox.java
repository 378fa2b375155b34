package dev.sockeye.examples.core.notification;

import java.util.List;

/**
 * The notifications of one person, oldest first. Immutable.
 *
 * @param unread all of them
 * @param read the newest {@link NotificationStore#KEPT_READ}
 */
public record Inbox(List<Notification> unread, List<Notification> read) {
    /** Copies the lists. */
    public Inbox {
        unread = List.copyOf(unread);
        read = List.copyOf(read);
    }
}
