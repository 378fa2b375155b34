/**
 * Person-to-person notifications that also reach people who are offline. Start reading at {@link
 * dev.sockeye.examples.offline.OfflineNotifications}.
 */
@NullMarked
package dev.sockeye.examples.offline;

import org.jspecify.annotations.NullMarked;
