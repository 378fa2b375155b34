package dev.sockeye.bench.limit;

import dev.sockeye.bench.wire.WebSocketFrames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One client: answers its packets on the transport that it has at the moment. Confined to the event loop. */
final class RawSession implements Runnable {

    private static final byte[] ACK_PREFIX = {'4', '3'};
    private static final byte[] ROOM_EVENT = "42[\"b\",".getBytes(StandardCharsets.UTF_8);
    private static final byte[] BINARY_ROOM_EVENT =
            "451-[\"b\",{\"_placeholder\":true,\"num\":0}]".getBytes(StandardCharsets.UTF_8);
    private static final int PING_TIMEOUT_MILLIS = 20_000;
    private static final char RECORD_SEPARATOR = 0x1e;

    private final RawEngine engine;

    /** The key under which polling requests find this session; null for one that began on WebSocket. */
    final @Nullable String pollingId;

    int roomIndex = -1;
    private @Nullable ChannelHandlerContext webSocket;
    private @Nullable ChannelHandlerContext waitingPoll;

    /** Frames on WebSocket, packets with separators on polling; written by {@link #flush}. */
    private @Nullable ByteBuf out;

    /** Pings since the last pong. */
    private int unanswered;

    private @Nullable Future<?> heartbeat;

    RawSession(RawEngine engine, @Nullable String pollingId) {
        this.engine = engine;
        this.pollingId = pollingId;
    }

    void startHeartbeat() {
        heartbeat = engine.loop.schedule(this, engine.pingIntervalMillis, TimeUnit.MILLISECONDS);
    }

    /** The beat: pongs that are missing for too long close, otherwise the next ping leaves. */
    @Override
    public void run() {
        ChannelHandlerContext ctx = webSocket;
        if (unanswered * engine.pingIntervalMillis >= PING_TIMEOUT_MILLIS) {
            close();
            return;
        }
        unanswered++;
        begin(ctx, 1).writeByte('2');
        flush(ctx);
        startHeartbeat();
    }

    void openWebSocket(ChannelHandlerContext ctx) {
        webSocket = ctx;
    }

    /** The client's upgrade packet: what polling has not fetched leaves on WebSocket. */
    void upgrade(ChannelHandlerContext ctx) {
        ByteBuf unsent = out;
        out = null;
        webSocket = ctx;
        if (unsent != null) {
            begin(ctx, unsent.readableBytes()).writeBytes(unsent);
            unsent.release();
        }
    }

    boolean isOn(ChannelHandlerContext ctx) {
        return webSocket == ctx;
    }

    void onPacket(ByteBuf in, int index, int length) {
        switch (in.getByte(index)) {
            case '3' -> unanswered = 0;
            case '4' -> onMessage(in, index + 1, length - 1);
            default -> {
                // Nothing else is sent by the generator.
            }
        }
    }

    private void onMessage(ByteBuf in, int index, int length) {
        ChannelHandlerContext ctx = webSocket;
        int type = in.getByte(index);
        if (type == '0') {
            engine.join(this);
            writeText(ctx, "40{\"sid\":\"" + RawEngine.newId() + "\"}");
            return;
        }
        if (type == '5') {
            // The event of bcastbin; the attachment follows and is all that matters.
            return;
        }
        int array = in.indexOf(index, index + length, (byte) '[');
        int end = index + length;
        switch (in.getByte(array + 2)) {
            case 'e' -> echo(ctx, in, index, array, end);
            case 'a' -> acknowledge(ctx, in, index, array, end);
            case 'b' -> broadcast(in, array, end);
            case 's' ->
                writeText(
                        ctx,
                        "43" + in.toString(index + 1, array - index - 1, StandardCharsets.US_ASCII) + "["
                                + RawEngine.stats() + "]");
            default -> throw new IllegalStateException("an event that is not part of the contract");
        }
    }

    private void echo(@Nullable ChannelHandlerContext ctx, ByteBuf in, int index, int array, int end) {
        ByteBuf to = begin(ctx, 1 + end - index);
        JsonRoundTrip json = engine.json;
        if (json == null) {
            to.writeByte('4').writeBytes(in, index, end - index);
        } else {
            to.writeByte('4').writeByte('2');
            json.copy(in, array, end - array, to);
        }
    }

    private void acknowledge(@Nullable ChannelHandlerContext ctx, ByteBuf in, int index, int array, int end) {
        int digits = array - index - 1;
        int payload = array + "[\"ack\",".length();
        ByteBuf to = begin(ctx, ACK_PREFIX.length + digits + 1 + end - payload);
        to.writeBytes(ACK_PREFIX).writeBytes(in, index + 1, digits).writeByte('[');
        to.writeBytes(in, payload, end - payload);
    }

    private void broadcast(ByteBuf in, int array, int end) {
        int payload = array + "[\"bcast\",".length();
        int length = ROOM_EVENT.length + end - payload;
        ByteBuf frame = in.alloc().directBuffer(length + 10);
        WebSocketFrames.writeHeader(frame, WebSocketFrames.TEXT, length);
        frame.writeBytes(ROOM_EVENT).writeBytes(in, payload, end - payload);
        writeToRoom(frame);
    }

    void onAttachment(ByteBuf in, int index, int length) {
        ByteBuf frames = in.alloc().directBuffer(BINARY_ROOM_EVENT.length + length + 20);
        WebSocketFrames.writeHeader(frames, WebSocketFrames.TEXT, BINARY_ROOM_EVENT.length);
        frames.writeBytes(BINARY_ROOM_EVENT);
        WebSocketFrames.writeHeader(frames, WebSocketFrames.BINARY, length);
        frames.writeBytes(in, index, length);
        writeToRoom(frames);
    }

    private void writeToRoom(ByteBuf frames) {
        for (RawSession member : engine.room()) {
            ChannelHandlerContext ctx = member.webSocket;
            if (ctx != null) {
                ctx.writeAndFlush(frames.retainedDuplicate(), ctx.voidPromise());
            }
        }
        frames.release();
    }

    void writeText(@Nullable ChannelHandlerContext ctx, String packet) {
        ByteBufUtil.writeAscii(begin(ctx, packet.length()), packet);
    }

    private ByteBuf begin(@Nullable ChannelHandlerContext ctx, int length) {
        ByteBuf to = out;
        if (to == null) {
            ChannelHandlerContext any = ctx != null ? ctx : waitingPoll;
            to = any != null ? any.alloc().directBuffer(length + 10) : RawResponses.buffer();
            out = to;
        } else if (ctx == null) {
            to.writeByte(RECORD_SEPARATOR);
        }
        if (ctx != null) {
            WebSocketFrames.writeHeader(to, WebSocketFrames.TEXT, length);
        }
        return to;
    }

    void flush(@Nullable ChannelHandlerContext ctx) {
        ByteBuf packets = out;
        if (packets == null) {
            return;
        }
        if (ctx != null) {
            out = null;
            ctx.writeAndFlush(packets, ctx.voidPromise());
        } else if (waitingPoll != null) {
            ChannelHandlerContext poll = waitingPoll;
            waitingPoll = null;
            out = null;
            RawResponses.write(poll, "text/plain; charset=UTF-8", packets);
        }
    }

    void onPoll(ChannelHandlerContext ctx) {
        waitingPoll = ctx;
        flush(webSocket);
    }

    /** The beat of the upgrade: the waiting poll is let go so that the client can switch. */
    void releasePoll() {
        if (waitingPoll != null) {
            writeText(null, "6");
            flush(null);
        }
    }

    void onInactive(ChannelHandlerContext ctx) {
        if (waitingPoll == ctx) {
            waitingPoll = null;
        }
        if (webSocket == ctx) {
            close();
        }
    }

    private void close() {
        engine.remove(this);
        Future<?> beat = heartbeat;
        if (beat != null) {
            beat.cancel(false);
        }
        ByteBuf unsent = out;
        if (unsent != null) {
            out = null;
            unsent.release();
        }
        ChannelHandlerContext ctx = webSocket;
        if (ctx != null) {
            ctx.close();
        }
    }
}
