package dev.sockeye.testsupport.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Arrays;

/**
 * A WebSocket whose frames are the test's own: masked or not, in fragments, wrong. Nothing is answered by itself. Not
 * thread-safe, but one thread may write while another reads.
 */
public final class RawWebSocket implements AutoCloseable {
    private static final String[] HANDSHAKE = {
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13"
    };

    private final RawConnection connection;
    private final HttpAnswer handshake;

    private RawWebSocket(RawConnection connection, HttpAnswer handshake) {
        this.connection = connection;
        this.handshake = handshake;
    }

    /** Connects; the handshake may have failed, see {@link #handshake()}. */
    public static RawWebSocket connect(int port, String target, String... headers) {
        return over(RawConnection.to(port), target, headers);
    }

    /** Makes a WebSocket of a connection. */
    public static RawWebSocket over(RawConnection connection, String target, String... headers) {
        requestUpgrade(connection, target, headers);
        return new RawWebSocket(connection, connection.answer());
    }

    /** Writes the request alone. */
    public static void requestUpgrade(RawConnection connection, String target, String... headers) {
        String[] all = Arrays.copyOf(HANDSHAKE, HANDSHAKE.length + headers.length);
        System.arraycopy(headers, 0, all, HANDSHAKE.length, headers.length);
        connection.request("GET", target, new byte[0], all);
    }

    /** The answer to the handshake; 101 if all is well. */
    public HttpAnswer handshake() {
        return handshake;
    }

    /** The connection below. */
    public RawConnection connection() {
        return connection;
    }

    // --- out

    /** Sends a masked frame. {@code first} holds FIN (0x80), RSV1 (0x40) and the opcode. */
    public RawWebSocket sendFrame(int first, byte[] payload) {
        connection.send(ClientFrames.frame(first, payload));
        return this;
    }

    /** Sends a text message in one frame. */
    public RawWebSocket send(String text) {
        return sendFrame(0x81, text.getBytes(UTF_8));
    }

    /** Sends a binary message in one frame. */
    public RawWebSocket send(byte[] data) {
        return sendFrame(0x82, data);
    }

    // --- in

    /** Reads the next frame. */
    public Frame frame() {
        return connection.frame();
    }

    /** Reads the next frame, which must be a whole text message. */
    public String text() {
        Frame frame = frame();
        if (frame.first() != 0x81) {
            throw new AssertionError("no text: " + Integer.toHexString(frame.first()) + " " + frame.text());
        }
        return frame.text();
    }

    /** Reads the next frame, which must be a whole binary message. */
    public byte[] binary() {
        Frame frame = frame();
        if (frame.first() != 0x82) {
            throw new AssertionError("not binary: " + Integer.toHexString(frame.first()) + " " + frame.text());
        }
        return frame.payload();
    }

    /** Reads the next frame, which must be a close; answers it, and waits for the end. Returns its code. */
    public int closeCode() {
        Frame frame = frame();
        if (frame.opcode() != Frame.CLOSE) {
            throw new AssertionError("no close: " + Integer.toHexString(frame.first()) + " " + frame.text());
        }
        try {
            sendFrame(0x88, frame.payload());
        } catch (java.io.UncheckedIOException e) {
            // the server did not wait for the answer
        }
        connection.untilClosed();
        return frame.closeCode();
    }

    /** Whether nothing arrives within a time. */
    public boolean isSilentFor(Duration time) {
        return connection.isSilentFor(time);
    }

    // --- the end

    /** Ends it with a reset. */
    public void reset() {
        connection.reset();
    }

    @Override
    public void close() {
        connection.close();
    }
}
