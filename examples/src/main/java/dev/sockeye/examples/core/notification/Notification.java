package dev.sockeye.examples.core.notification;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something a person is to learn. Immutable.
 *
 * @param id unique for its receiver: storing the same id again changes nothing, so a sender may repeat itself
 * @param from who caused it
 * @param data what the application wants to say
 * @param time milliseconds since 1970
 */
public record Notification(String id, String from, Map<String, @Nullable Object> data, long time) {}
