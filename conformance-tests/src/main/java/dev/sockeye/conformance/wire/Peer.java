package dev.sockeye.conformance.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sockeye.testsupport.wire.HttpAnswer;
import java.io.IOException;

/**
 * Well-formed requests and handshakes to a Socket.IO server on this machine, to start from.
 *
 * @param port the server's port
 */
public record Peer(int port) {
    /** Path and query of a long-polling request, without a session. */
    public static final String POLLING = "/socket.io/?EIO=4&transport=polling";

    /** Path and query of a WebSocket request, without a session. */
    public static final String WEBSOCKET = "/socket.io/?EIO=4&transport=websocket";

    /** A GET request. */
    public static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    /** A POST request with a body of text. */
    public static String post(String target, String body) {
        byte[] bytes = body.getBytes(UTF_8);
        return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain;charset=UTF-8\r\n"
                + "Content-Length: " + bytes.length + "\r\n\r\n" + new String(bytes, ISO_8859_1);
    }

    /** A request to become a WebSocket. */
    public static String upgrade(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    }

    /** Connects. */
    public RawConnection connect() throws IOException {
        return RawConnection.open(port);
    }

    /** Sends a request on a connection of its own and returns the answer. */
    public HttpAnswer ask(String request) throws IOException {
        try (RawConnection connection = connect()) {
            return connection.send(request).answer();
        }
    }

    /** Opens a session with long-polling; returns its id. */
    public String session() throws IOException {
        HttpAnswer answer = ask(get(POLLING));
        if (answer.status() != 200) {
            throw new IOException("no session: " + answer);
        }
        return sid(answer.text());
    }

    /** Opens a session with long-polling and joins the main namespace; returns the session's id. */
    public String joinedSession() throws IOException {
        String sid = session();
        ask(post(POLLING + "&sid=" + sid, "40"));
        String joined = ask(get(POLLING + "&sid=" + sid)).text();
        if (!joined.startsWith("40{")) {
            throw new IOException("not joined: " + joined);
        }
        return sid;
    }

    /** Polls a session once. */
    public HttpAnswer poll(String sid) throws IOException {
        return ask(get(POLLING + "&sid=" + sid));
    }

    /** Posts to a session. */
    public HttpAnswer postTo(String sid, String body) throws IOException {
        return ask(post(POLLING + "&sid=" + sid, body));
    }

    /** Opens a session with a WebSocket; its handshake has been read. */
    public RawConnection webSocket() throws IOException {
        RawConnection connection = connect();
        connection.send(upgrade(WEBSOCKET));
        HttpAnswer answer = connection.answer();
        if (answer.status() != 101) {
            throw new IOException("no WebSocket: " + answer);
        }
        connection.message();
        return connection;
    }

    /** The same, and joins the main namespace. */
    public RawConnection joined() throws IOException {
        RawConnection connection = webSocket();
        String reply = connection.text("40").message();
        if (!reply.startsWith("40{")) {
            throw new IOException("not joined: " + reply);
        }
        return connection;
    }

    /** The session id in the text of a handshake. */
    public static String sid(String handshake) {
        int from = handshake.indexOf("\"sid\":\"");
        if (from < 0) {
            throw new IllegalArgumentException("no handshake: " + handshake);
        }
        return handshake.substring(from + 7, handshake.indexOf('"', from + 7));
    }
}
