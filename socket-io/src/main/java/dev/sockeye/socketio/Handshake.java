package dev.sockeye.socketio;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a client came: its first HTTP request, and the auth payload for this namespace. Immutable, thread-safe. */
public interface Handshake {
    /** All headers with lower-case names. */
    Map<String, List<String>> headers();

    /** The first value of a header. */
    Optional<String> header(String name);

    /** The query parameters of the first request, {@code EIO} and {@code transport} among them. */
    Map<String, String> query();

    /** One query parameter. */
    Optional<String> query(String name);

    /** The auth payload as data, an empty map if there is none. */
    Map<String, Object> auth();

    /**
     * The auth payload converted to a type.
     *
     * @throws IllegalArgumentException if it cannot be converted
     */
    <T> @Nullable T auth(Class<T> type);

    /** The address of the client. */
    String address();

    /** Whether the request named an origin. */
    boolean xdomain();

    /** Whether the connection is secure. */
    boolean secure();

    /** When the socket was created. */
    Instant issued();

    /** The request target of the first request. */
    String url();

    /** All of it as data with the keys of the reference server, as other servers see it. */
    Map<String, Object> toMap();
}
