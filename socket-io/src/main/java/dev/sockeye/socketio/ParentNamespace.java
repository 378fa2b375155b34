package dev.sockeye.socketio;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Namespaces that are created when the first client asks for them. What is registered here is copied to a child when it
 * is created. Thread-safe.
 */
public interface ParentNamespace {
    /** The children that exist. A copy. */
    Collection<Namespace> children();

    /** Adds a middleware for children created from now on. */
    ParentNamespace use(Middleware middleware);

    /** Adds a middleware that decides later, for children created from now on. */
    ParentNamespace useAsync(AsyncMiddleware middleware);

    /** Adds a listener of connections for children created from now on. */
    ParentNamespace onConnection(ConnectionListener listener);

    /** Sends an event to all sockets of all children. */
    void emit(String event, @Nullable Object... args);

    /** Sends an event to the members of the rooms in all children. */
    void emitTo(Collection<String> rooms, Collection<String> except, String event, @Nullable Object... args);
}
