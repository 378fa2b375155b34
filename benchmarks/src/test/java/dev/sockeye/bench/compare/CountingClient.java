package dev.sockeye.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.bench.wire.WebSocketFrames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client in the main namespace that sends many packets at a time and reads the replies one by one. */
final class CountingClient implements AutoCloseable {

    private static final int BATCH = 50;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    CountingClient(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        out.write(("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
                        + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        for (int end = 0; end < 4; ) {
            end = in.readByte() == (end % 2 == 0 ? '\r' : '\n') ? end + 1 : 0;
        }
        assertThat(read()).startsWith("0{");
        send("40", 1);
        assertThat(read()).startsWith("40{");
    }

    /** Sends a packet many times; each is followed by so many replies of this text. */
    void repeat(String packet, int times, String reply, int replies) throws IOException {
        for (int done = 0; done < times; done += BATCH) {
            send(packet, BATCH);
            for (int i = 0; i < BATCH * replies; i++) {
                assertThat(read()).isEqualTo(reply);
            }
        }
    }

    /** What the server's event loop has allocated so far. */
    long allocated() throws IOException {
        send("421[\"allocated\"]", 1);
        String reply = read();
        assertThat(reply).matches("431\\[\\d+]");
        return Long.parseLong(reply.substring(4, reply.length() - 1));
    }

    private void send(String packet, int times) throws IOException {
        ByteBuf frames = Unpooled.buffer();
        for (int i = 0; i < times; i++) {
            WebSocketFrames.writeMasked(frames, WebSocketFrames.TEXT, packet.getBytes(StandardCharsets.UTF_8));
        }
        out.write(frames.array(), 0, frames.readableBytes());
    }

    private String read() throws IOException {
        in.readByte();
        int length = in.readUnsignedByte();
        byte[] payload = new byte[length == 126 ? in.readUnsignedShort() : length];
        in.readFully(payload);
        return new String(payload, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
