package dev.sockeye.engineio.protocol;

import org.jspecify.annotations.Nullable;

/** A way to carry packets, named as in the query parameter {@code transport}. */
public enum TransportType {
    /** HTTP long-polling. */
    POLLING("polling"),
    /** WebSocket (RFC 6455). */
    WEBSOCKET("websocket");

    private final String wireName;

    TransportType(String wireName) {
        this.wireName = wireName;
    }

    /** The name on the wire, for example {@code "polling"}. */
    public String wireName() {
        return wireName;
    }

    /** Finds a transport by its exact name on the wire; null if there is none. */
    public static @Nullable TransportType ofWireName(@Nullable String name) {
        for (TransportType type : values()) {
            if (type.wireName.equals(name)) {
                return type;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return wireName;
    }
}
