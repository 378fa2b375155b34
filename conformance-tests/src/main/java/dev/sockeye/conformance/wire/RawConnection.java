package dev.sockeye.conformance.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sockeye.testsupport.wire.ClientFrames;
import dev.sockeye.testsupport.wire.Frame;
import dev.sockeye.testsupport.wire.HttpAnswer;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * A TCP connection to a server on this machine: writes what it is told, reads HTTP responses and WebSocket frames. Waits
 * at most {@value #TIMEOUT_MILLIS} ms for each read. Unlike that of the tests it throws {@code IOException}, since programs that
 * count how connections end go on after one. Not thread-safe, but one thread may write while another reads.
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
        return HttpAnswer.read(in, head);
    }

    /** Reads one WebSocket frame. */
    public Frame frame() throws IOException {
        return Frame.read(in);
    }

    /** Reads frames up to a text message; pings of Engine.IO are answered and not returned. */
    public String message() throws IOException {
        while (true) {
            Frame frame = frame();
            if (frame.opcode() == Frame.CLOSE) {
                throw new EOFException("closed with " + frame.closeCode());
            }
            if (frame.opcode() == Frame.TEXT) {
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
