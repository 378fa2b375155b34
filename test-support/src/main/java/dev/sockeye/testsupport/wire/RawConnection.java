package dev.sockeye.testsupport.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A connection on which a test writes and reads single bytes, and whole HTTP responses. Reading waits 5 seconds at most.
 * Not thread-safe, but one thread may write while another reads.
 */
public final class RawConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 5000;

    private final @Nullable Socket socket;
    private final Closeable closeable;
    private final InputStream in;
    private final OutputStream out;

    private RawConnection(@Nullable Socket socket, Closeable closeable, InputStream in, OutputStream out) {
        this.socket = socket;
        this.closeable = closeable;
        this.in = new BufferedInputStream(in);
        this.out = out;
    }

    /** Connects to a port of this host, 127.0.0.1. */
    public static RawConnection to(int port) {
        try {
            return over(new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes over a connected socket, for instance one that speaks TLS. */
    public static RawConnection over(Socket socket) {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            return new RawConnection(socket, socket, socket.getInputStream(), socket.getOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connects to a Unix domain socket; reading then waits without limit. */
    public static RawConnection to(Path unixSocket) {
        try {
            SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(unixSocket));
            return new RawConnection(
                    null, channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // --- out

    /** Writes bytes. */
    public RawConnection send(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes text as UTF-8, exactly as it is. */
    public RawConnection send(String text) {
        return send(text.getBytes(UTF_8));
    }

    /** Writes a request with {@code Host}; a body gets its {@code Content-Length}. */
    public RawConnection request(String method, String target, byte[] body, String... headers) {
        StringBuilder head =
                new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: test\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        if (body.length > 0 || method.equals("POST")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(ISO_8859_1);
        byte[] all = new byte[start.length + body.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return send(all);
    }

    /** Writes a GET and reads its answer. */
    public HttpAnswer get(String target, String... headers) {
        return request("GET", target, new byte[0], headers).answer();
    }

    /** Writes a POST of text and reads its answer. */
    public HttpAnswer post(String target, String body, String... headers) {
        return request("POST", target, body.getBytes(UTF_8), headers).answer();
    }

    // --- in

    /** Reads the next response, also an interim one. */
    public HttpAnswer answer() {
        return answer(false);
    }

    /** Reads the response to a HEAD, which has no body whatever its length says. */
    public HttpAnswer answerToHead() {
        return answer(true);
    }

    private HttpAnswer answer(boolean toHead) {
        try {
            return HttpAnswer.read(in, toHead);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the next WebSocket frame. */
    Frame frame() {
        try {
            return Frame.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads one byte; -1 at the end. */
    public int read() {
        try {
            return in.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads exactly this many bytes. */
    public byte[] bytes(int count) {
        try {
            return HttpAnswer.bytes(in, count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the peer ends the connection, and returns what it wrote until then; a reset is an end too. */
    public byte[] untilClosed() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                bytes.write(b);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("still open after " + TIMEOUT_MILLIS + " ms", e);
        } catch (SocketException e) {
            // reset: the end as well
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Whether nothing arrives, not even the end, within a time. For sockets only. */
    public boolean isSilentFor(Duration time) {
        Socket own = requireSocket();
        try {
            own.setSoTimeout((int) time.toMillis());
            in.mark(1);
            in.read();
            in.reset();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false;
        } finally {
            try {
                own.setSoTimeout(TIMEOUT_MILLIS);
            } catch (SocketException e) {
                // closed: the caller will notice
            }
        }
    }

    // --- the end

    /** Ends the connection with a reset, as a peer that crashed. For sockets only. */
    public void reset() {
        try {
            requireSocket().setSoLinger(true, 0);
            close();
        } catch (SocketException e) {
            close();
        }
    }

    /** Ends the own direction only. For sockets only. */
    public void endOutput() {
        try {
            requireSocket().shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The receive buffer in bytes, for clients that read slowly. */
    public void receiveBuffer(int bytes) {
        try {
            requireSocket().setReceiveBufferSize(bytes);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Socket requireSocket() {
        if (socket == null) {
            throw new IllegalStateException("the JDK has no such option for Unix domain sockets");
        }
        return socket;
    }

    @Override
    public void close() {
        try {
            closeable.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
