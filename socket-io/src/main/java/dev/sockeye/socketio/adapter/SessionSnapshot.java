package dev.sockeye.socketio.adapter;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a socket so that its client can resume it. Immutable.
 *
 * @param id socket id
 * @param pid the private id that only the client knows
 * @param rooms its rooms, its own id among them
 * @param data its data as they are, null if there are none; an adapter that carries them elsewhere reduces them to data
 *     types with its parser
 */
public record SessionSnapshot(String id, String pid, Set<String> rooms, @Nullable Object data) {}
