package dev.sockeye.bench.load;

import dev.sockeye.bench.wire.ByteAccumulator;
import dev.sockeye.bench.wire.FrameCursor;
import dev.sockeye.bench.wire.HttpHead;
import dev.sockeye.bench.wire.WebSocketFrames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A client on WebSocket from the first byte: handshake, open packet, CONNECT, and then what a subclass does. Answers
 * pings by itself. Confined to the event loop.
 */
abstract class WebSocketClient extends ChannelInboundHandlerAdapter {

    /** Where a client is between its TCP connection and its end. */
    enum State {
        /** The HTTP upgrade is under way. */
        UPGRADING,
        /** On WebSocket; the open packet is awaited. */
        OPENING,
        /** CONNECT was sent. */
        CONNECTING,
        READY,
        /** The client has sent its close frame. */
        CLOSING,
        CLOSED
    }

    private static final ByteBuf REQUEST = Unpooled.unreleasableBuffer(Unpooled.directBuffer()
            .writeBytes(upgradeRequest("/socket.io/?EIO=4&transport=websocket").getBytes(StandardCharsets.US_ASCII)));
    private static final ByteBuf PONG = WebSocketFrames.maskedText("3");
    private static final ByteBuf CLOSE =
            WebSocketFrames.maskedFrame(WebSocketFrames.CLOSE, new byte[] {0x03, (byte) 0xe8});

    /** Shared by all clients: the generator has one event loop and frames do not outlive a read. */
    private static final FrameCursor FRAME = new FrameCursor();

    private final ByteAccumulator input = new ByteAccumulator();
    private State state = State.UPGRADING;
    private @Nullable ChannelHandlerContext context;

    /** The CONNECT packet up to its payload, which its answer begins with. */
    private final String connect;

    /** A client of the main namespace. */
    WebSocketClient() {
        this("40");
    }

    WebSocketClient(String connect) {
        this.connect = connect;
    }

    static String upgradeRequest(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    }

    /** The namespace was joined. */
    abstract void onReady();

    /** A message that is not part of the heartbeat. */
    abstract void onMessage(ByteBuf in, int opcode, int index, int length);

    /** The messages of one read have been delivered. */
    void onReadComplete() {}

    void onPing() {}

    /** The connection has ended; {@code state} is where it was. */
    abstract void onClosed(State state);

    /** The server broke the contract. */
    abstract void onFailure(String what);

    final boolean isReady() {
        return state == State.READY;
    }

    /** Sends frames that are encoded already. */
    final void send(ByteBuf frames) {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.writeAndFlush(frames, ctx.voidPromise());
        }
    }

    final void sendClose() {
        if (state != State.CLOSED) {
            state = State.CLOSING;
            send(CLOSE.duplicate());
        }
    }

    /** Ends the TCP connection at once. */
    final void abort() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            state = State.CLOSING;
            ctx.close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        send(REQUEST.duplicate());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = input.append((ByteBuf) message);
        if (state == State.UPGRADING) {
            readResponse(in);
        }
        if (state != State.UPGRADING) {
            FrameCursor frame = FRAME;
            while (frame.next(in)) {
                onFrame(in, frame.opcode(), frame.payloadIndex(), frame.payloadLength());
            }
            onReadComplete();
        }
        input.keep(in, ctx.alloc());
    }

    private void readResponse(ByteBuf in) {
        HttpHead head = HttpHead.read(in);
        if (head == null) {
            return;
        }
        if (!head.startLine().startsWith("HTTP/1.1 101")) {
            onFailure("WebSocket handshake answered with " + head.startLine());
            abort();
            return;
        }
        state = State.OPENING;
    }

    private void onFrame(ByteBuf in, int opcode, int index, int length) {
        if (state == State.READY) {
            if (length == 1 && in.getByte(index) == '2') {
                send(PONG.duplicate());
                onPing();
            } else if (opcode == WebSocketFrames.CLOSE) {
                onFailure("close frame from the server");
            } else {
                onMessage(in, opcode, index, length);
            }
        } else if (state == State.OPENING) {
            expectStart(in, index, length, "0{");
            state = State.CONNECTING;
            send(WebSocketFrames.maskedText(connect));
        } else if (state == State.CONNECTING && length > 1) {
            expectStart(in, index, length, connect + "{");
            state = State.READY;
            onReady();
        }
    }

    private void expectStart(ByteBuf in, int index, int length, String start) {
        String text = in.toString(index, length, StandardCharsets.UTF_8);
        if (!text.startsWith(start)) {
            onFailure("received " + text + " (expected: " + start + "...)");
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        input.release();
        State last = state;
        state = State.CLOSED;
        onClosed(last);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        onFailure(cause.toString());
        ctx.close();
    }
}
