package dev.sockeye.conformance.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A TCP connection to a server on this machine: writes what it is told, reads HTTP responses and WebSocket frames. Waits
 * at most {@value #TIMEOUT_MILLIS} ms for each read. Not thread-safe, but one thread may write while another reads.
 */
public final class RawConnection implements AutoCloseable {
    /** How long a read waits unless said otherwise. */
    public static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 4096);
        this.out = socket.getOutputStream();
    }

    /** Connects. */
    public static RawConnection open(int port) throws IOException {
        return open(port, 0);
    }

    /** Connects with a receive buffer of so many bytes, for a client that will not read; 0 for the usual one. */
    public static RawConnection open(int port, int receiveBufferBytes) throws IOException {
        Socket socket = new Socket();
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return new RawConnection(socket);
    }

    /** How long a read waits from now on. */
    public RawConnection timeout(int millis) throws IOException {
        socket.setSoTimeout(millis);
        return this;
    }

    /** Writes a byte for each character. */
    public RawConnection send(String text) throws IOException {
        return send(text.getBytes(ISO_8859_1));
    }

    /** Writes bytes. */
    public RawConnection send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Writes bytes, until the server has had enough. */
    public RawConnection offer(byte[] bytes) {
        try {
            send(bytes);
        } catch (IOException e) {
            // the server has closed: what it said is still to be read
        }
        return this;
    }

    /** Sends a text message. */
    public RawConnection text(String message) throws IOException {
        return send(ClientFrames.text(message));
    }

    // --- in

    /** Reads one HTTP response. */
    public HttpAnswer answer() throws IOException {
        return answerTo(false);
    }

    /** Reads the response to a HEAD request if so, which has no body whatever its headers say. */
    public HttpAnswer answerTo(boolean head) throws IOException {
        String[] status = line().split(" ", 3);
        if (status.length < 2 || !status[0].startsWith("HTTP/1.")) {
            throw new IOException("no response: " + String.join(" ", status));
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim(),
                    (first, next) -> first + ", " + next);
        }
        int length = head ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the body ended after " + body.length + " of " + length + " bytes");
        }
        return new HttpAnswer(Integer.parseInt(status[1]), Map.copyOf(headers), new String(body, ISO_8859_1));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int c = read();
        while (c != '\n') {
            if (c != '\r') {
                line.append((char) c);
            }
            c = read();
        }
        return line.toString();
    }

    private int read() throws IOException {
        int c = in.read();
        if (c < 0) {
            throw new EOFException("the connection has ended");
        }
        return c;
    }

    /** Reads one WebSocket frame. */
    public Frame frame() throws IOException {
        int first = read();
        long length = read();
        if (length >= 126) {
            int bytes = length == 126 ? 2 : 8;
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = length << 8 | read();
            }
        }
        byte[] payload = in.readNBytes(Math.toIntExact(length));
        if (payload.length < length) {
            throw new EOFException("the frame ended after " + payload.length + " of " + length + " bytes");
        }
        return new Frame(first & 0xF, payload);
    }

    /** Reads frames up to a text message; pings of Engine.IO are answered and not returned. */
    public String message() throws IOException {
        while (true) {
            Frame frame = frame();
            if (frame.opcode() == Frame.CLOSE) {
                throw new EOFException("closed with " + frame.closeCode());
            }
            if (frame.opcode() == 1) {
                String text = frame.text();
                if (!text.equals("2")) {
                    return text;
                }
                text("3");
            }
        }
    }

    /** Reads frames up to the end; returns the code of the close frame, 0 if the connection ended without one. */
    public int closeCode() throws IOException {
        try {
            while (true) {
                Frame frame = frame();
                if (frame.opcode() == Frame.CLOSE) {
                    return frame.closeCode();
                }
            }
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Reads everything up to the end; a byte for each character. Fails if the end does not come. */
    public String untilEnd() throws IOException {
        StringBuilder all = new StringBuilder();
        try {
            for (int c = in.read(); c >= 0; c = in.read()) {
                all.append((char) c);
            }
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // a reset is an end as well
        }
        return all.toString();
    }

    /** Whether the server ends the connection within the time; whatever else comes is thrown away. */
    public boolean endsWithin(int millis) throws IOException {
        timeout(millis);
        try {
            untilEnd();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    /** Whether the server has answered or ended the connection: whatever there is to read, or its end. */
    public boolean hasSaidSomething() throws IOException {
        try {
            in.read();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true; // a reset
        }
    }

    // --- the end

    /** Sends a FIN; can still read. */
    public RawConnection finish() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Ends the connection with a RST. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
