/**
 * Notifications that wait for people who are offline: a {@link dev.sockeye.examples.core.notification.NotificationStore}
 * in memory for one process, and one in Redis for several.
 */
@NullMarked
package dev.sockeye.examples.core.notification;

import org.jspecify.annotations.NullMarked;
