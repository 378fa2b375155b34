package dev.sockeye.socketio.adapter;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a disconnected socket so that its client can resume it. Immutable.
 *
 * @param id socket id
 * @param pid the private id that only the client knows
 * @param rooms its rooms, its own id among them
 * @param data its data, reduced to data types
 */
public record SessionSnapshot(String id, String pid, Set<String> rooms, @Nullable Object data) {}
