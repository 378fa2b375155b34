package dev.sockeye.socketio.internal.socket;

import java.util.Map;
import java.util.Set;

/** Names of events that mean something to clients or servers themselves. */
public final class ReservedEvents {
    private static final Set<String> EMITTED =
            Set.of("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener");

    private static final Set<String> SERVER_SIDE = Set.of("connect", "connection", "new_namespace");

    private static final Map<String, String> INSTEAD = Map.of(
            "disconnect", "onDisconnect",
            "disconnecting", "onDisconnecting",
            "connect", "onConnection of the namespace",
            "connect_error", "Middleware",
            "newListener", "on",
            "removeListener", "off");

    private ReservedEvents() {}

    /**
     * Checks the name of an event to be sent to clients.
     *
     * @throws IllegalArgumentException if it is reserved
     */
    public static String requireEmittable(String event) {
        if (EMITTED.contains(event)) {
            throw new IllegalArgumentException("\"" + event + "\" is a reserved event name");
        }
        return event;
    }

    /** Checks the name of an event to be sent to other servers, or listened to from them. */
    public static String requireServerSide(String event) {
        if (SERVER_SIDE.contains(event)) {
            throw new IllegalArgumentException("\"" + event + "\" is a reserved event name");
        }
        return event;
    }

    /** Checks the name of an event to be listened to; clients cannot send the reserved ones. */
    static String requireListenable(String event) {
        if (EMITTED.contains(event)) {
            throw new IllegalArgumentException(
                    "\"" + event + "\" is a reserved event name (expected: " + INSTEAD.get(event) + ")");
        }
        return event;
    }
}
