package dev.sockeye.socketio.redis;

/** Which channels the sharded adapter uses. All servers of a cluster must have the same. */
public enum SubscriptionMode {
    /** Two channels per namespace and server. Every server receives every message. */
    STATIC,
    /**
     * A channel for each room besides, except for those of single sockets; only servers with a socket in the room receive
     * what is sent to it. A room whose name has 20 characters is taken for that of a socket.
     */
    DYNAMIC,
    /** A channel for each room besides, those of single sockets included: for much traffic to single sockets. */
    DYNAMIC_PRIVATE
}
