package dev.sockeye.engineio;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The first request of a session. Immutable, thread-safe; the maps are computed on each call. */
public interface HandshakeRequest {
    /** The request method, for example {@code "GET"}. */
    String method();

    /** The request target as sent, for example {@code "/socket.io/?EIO=4&transport=polling"}. */
    String url();

    /** The decoded query parameters; of a repeated one the last wins. */
    Map<String, String> query();

    /** The first value of a header; the name is compared without regard to case. */
    Optional<String> header(String name);

    /** All headers with lower-case names, each with its values in order. */
    Map<String, List<String>> headers();

    /**
     * The address of the client without port, for example {@code "127.0.0.1"}; behind trusted proxies the address they
     * report. Empty for Unix domain sockets.
     */
    String remoteAddress();

    /** Whether the request came over TLS, directly or as a trusted proxy says. */
    boolean isSecure();
}
