package dev.sockeye.socketio.adapter;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A socket as seen from another server, or at one moment. Immutable.
 *
 * @param id socket id
 * @param handshake the handshake as data, with the keys of the reference server ({@code headers}, {@code time}, {@code
 *     address}, {@code xdomain}, {@code secure}, {@code issued}, {@code url}, {@code query}, {@code auth})
 * @param rooms its rooms, its own id among them
 * @param data its data, reduced to data types
 */
public record SocketSnapshot(String id, Map<String, Object> handshake, Set<String> rooms, @Nullable Object data) {}
