package dev.sockeye.testsupport.wire;

/**
 * A long-polling session by hand: one connection for its GETs and one for its POSTs, both kept alive. Not thread-safe.
 */
public final class RawPolling implements AutoCloseable {
    private final int port;
    private final String target;
    private final RawConnection polls;
    private final RawConnection posts;
    private final HttpAnswer handshake;
    private final String sid;

    private RawPolling(int port, String target, String... headers) {
        this.port = port;
        polls = RawConnection.to(port);
        posts = RawConnection.to(port);
        handshake = polls.get(target, headers);
        if (handshake.status() != 200) {
            close();
            throw new AssertionError("the handshake failed: " + handshake);
        }
        sid = sidOf(handshake.text());
        this.target = target + "&sid=" + sid;
    }

    /** Opens a session, for instance at {@code "/engine.io/?EIO=4&transport=polling"}. */
    public static RawPolling open(int port, String target, String... headers) {
        return new RawPolling(port, target, headers);
    }

    /** The session id in an open packet, wherever it stands. */
    public static String sidOf(String payload) {
        int from = payload.indexOf("\"sid\":\"") + 7;
        if (from < 7) {
            from = payload.indexOf("\\\"sid\\\":\\\"") + 10;
            return payload.substring(from, payload.indexOf('\\', from));
        }
        return payload.substring(from, payload.indexOf('"', from));
    }

    /** The answer to the handshake. */
    public HttpAnswer handshake() {
        return handshake;
    }

    /** The session id. */
    public String sid() {
        return sid;
    }

    /** The target of this session's requests. */
    public String target() {
        return target;
    }

    /** Sends a GET and waits for its answer. */
    public HttpAnswer poll(String... headers) {
        return startPoll(headers).answer();
    }

    /** Sends a GET; the caller reads the answer from {@link #polls()}. */
    public RawConnection startPoll(String... headers) {
        return polls.request("GET", target, new byte[0], headers);
    }

    /** Sends a POST and waits for its answer. */
    public HttpAnswer post(String body, String... headers) {
        return posts.post(target, body, headers);
    }

    /** The connection of the GETs. */
    public RawConnection polls() {
        return polls;
    }

    /** The connection of the POSTs. */
    public RawConnection posts() {
        return posts;
    }

    /** Connects a WebSocket for this session. */
    public RawWebSocket webSocket(String... headers) {
        return RawWebSocket.connect(port, target.replace("transport=polling", "transport=websocket"), headers);
    }

    @Override
    public void close() {
        polls.close();
        posts.close();
    }
}
