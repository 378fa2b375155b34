package dev.sockeye.bench.limit;

import dev.sockeye.bench.wire.ByteAccumulator;
import dev.sockeye.bench.wire.FrameCursor;
import dev.sockeye.bench.wire.HttpHead;
import dev.sockeye.bench.wire.WebSocketFrames;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One TCP connection: HTTP requests until one of them asks for WebSocket. Confined to the event loop. */
final class RawConnection extends ChannelInboundHandlerAdapter {

    private static final long NOOP_BEAT_MILLIS = 100;

    /** Shared by all connections: the server has one event loop and frames do not outlive a read. */
    private static final FrameCursor FRAME = new FrameCursor();

    private final RawEngine engine;
    private final ByteAccumulator input = new ByteAccumulator();
    private @Nullable RawSession session;
    private boolean isWebSocket;

    /** The head of a POST whose body is not complete. */
    private @Nullable HttpHead head;

    RawConnection(RawEngine engine) {
        this.engine = engine;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = input.append((ByteBuf) message);
        if (!isWebSocket) {
            readRequests(ctx, in);
        }
        if (isWebSocket) {
            readFrames(ctx, in);
        }
        input.keep(in, ctx.alloc());
    }

    private void readRequests(ChannelHandlerContext ctx, ByteBuf in) {
        while (!isWebSocket && in.isReadable()) {
            HttpHead request = head != null ? head : HttpHead.read(in);
            if (request == null) {
                return;
            }
            int length = request.contentLength();
            if (in.readableBytes() < length) {
                head = request;
                return;
            }
            head = null;
            onRequest(ctx, request, in, length);
            in.skipBytes(length);
        }
    }

    private void onRequest(ChannelHandlerContext ctx, HttpHead request, ByteBuf in, int length) {
        String line = request.startLine();
        int sid = line.indexOf("&sid=");
        String id = sid < 0 ? null : line.substring(sid + 5, sid + 25);
        if (line.indexOf("transport=websocket") >= 0) {
            openWebSocket(ctx, request, id);
        } else if (id == null) {
            String newId = RawEngine.newId();
            RawSession opened = new RawSession(engine, newId);
            engine.register(newId, opened);
            opened.startHeartbeat();
            RawResponses.writeText(ctx, "text/plain; charset=UTF-8", engine.openPacket(newId, true));
        } else {
            RawSession found = engine.session(id);
            if (found == null) {
                ctx.close();
            } else if (line.startsWith("POST")) {
                onPost(ctx, found, in, length);
            } else {
                session = found;
                found.onPoll(ctx);
            }
        }
    }

    private static void onPost(ChannelHandlerContext ctx, RawSession session, ByteBuf in, int length) {
        int index = in.readerIndex();
        int end = index + length;
        while (index < end) {
            int separator = in.indexOf(index, end, (byte) 0x1e);
            int packetEnd = separator < 0 ? end : separator;
            session.onPacket(in, index, packetEnd - index);
            index = packetEnd + 1;
        }
        RawResponses.writeText(ctx, "text/html", "ok");
        session.flush(null);
    }

    private void openWebSocket(ChannelHandlerContext ctx, HttpHead request, @Nullable String id) {
        String key = request.header("Sec-WebSocket-Key");
        RawSession found = id == null ? new RawSession(engine, null) : engine.session(id);
        if (key == null || found == null) {
            ctx.close();
            return;
        }
        isWebSocket = true;
        session = found;
        ByteBuf out = ctx.alloc().directBuffer(384);
        RawResponses.writeSwitchingProtocols(out, key);
        if (id == null) {
            found.openWebSocket(ctx);
            found.startHeartbeat();
            byte[] open = engine.openPacket(RawEngine.newId(), false).getBytes(StandardCharsets.US_ASCII);
            WebSocketFrames.writeHeader(out, WebSocketFrames.TEXT, open.length);
            out.writeBytes(open);
        }
        ctx.writeAndFlush(out, ctx.voidPromise());
    }

    private void readFrames(ChannelHandlerContext ctx, ByteBuf in) {
        RawSession owner = session;
        if (owner == null) {
            return;
        }
        FrameCursor frame = FRAME;
        while (frame.next(in)) {
            if (frame.opcode() == WebSocketFrames.TEXT) {
                if (owner.isOn(ctx)) {
                    owner.onPacket(in, frame.payloadIndex(), frame.payloadLength());
                } else {
                    onProbePacket(ctx, owner, in.getByte(frame.payloadIndex()));
                }
            } else if (frame.opcode() == WebSocketFrames.BINARY) {
                owner.onAttachment(in, frame.payloadIndex(), frame.payloadLength());
            } else if (frame.opcode() == WebSocketFrames.CLOSE) {
                ByteBuf close = ctx.alloc().directBuffer(2);
                WebSocketFrames.writeHeader(close, WebSocketFrames.CLOSE, 0);
                ctx.writeAndFlush(close, ctx.voidPromise());
                ctx.close();
                return;
            }
        }
        if (owner.isOn(ctx)) {
            owner.flush(ctx);
        }
    }

    private static void onProbePacket(ChannelHandlerContext ctx, RawSession owner, byte type) {
        if (type == '5') {
            owner.upgrade(ctx);
            return;
        }
        ByteBuf pong = ctx.alloc().directBuffer(8);
        WebSocketFrames.writeHeader(pong, WebSocketFrames.TEXT, 6);
        pong.writeBytes("3probe".getBytes(StandardCharsets.US_ASCII));
        ctx.writeAndFlush(pong, ctx.voidPromise());
        ctx.executor().schedule(owner::releasePoll, NOOP_BEAT_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        input.release();
        if (session != null) {
            session.onInactive(ctx);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            cause.printStackTrace();
        }
        ctx.close();
    }
}
