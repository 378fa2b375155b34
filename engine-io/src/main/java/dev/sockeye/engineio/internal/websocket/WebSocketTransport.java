package dev.sockeye.engineio.internal.websocket;

import static java.util.Objects.requireNonNull;

import dev.sockeye.engineio.CloseReason;
import dev.sockeye.engineio.internal.http.HttpExchange;
import dev.sockeye.engineio.internal.loop.Flushes;
import dev.sockeye.engineio.internal.loop.Timeout;
import dev.sockeye.engineio.internal.websocket.codec.CloseCodes;
import dev.sockeye.engineio.internal.websocket.codec.Deflation;
import dev.sockeye.engineio.internal.websocket.codec.FrameListener;
import dev.sockeye.engineio.internal.websocket.codec.FrameReader;
import dev.sockeye.engineio.internal.websocket.codec.Frames;
import dev.sockeye.engineio.internal.websocket.codec.PerMessageDeflate;
import dev.sockeye.engineio.internal.websocket.codec.WebSocketException;
import dev.sockeye.engineio.protocol.Base64Text;
import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.engineio.protocol.OutgoingMessage.FrameFormat;
import dev.sockeye.engineio.protocol.PacketType;
import dev.sockeye.engineio.protocol.ProtocolVersion;
import dev.sockeye.engineio.protocol.TransportType;
import dev.sockeye.engineio.transport.OutgoingPacket;
import dev.sockeye.engineio.transport.Transport;
import dev.sockeye.engineio.transport.TransportListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket: the only handler of its channel's pipeline (behind TLS, if any). Confined to the channel's event loop,
 * which is the session's executor.
 *
 * <p>What is sent is written without a flush; the flush follows at the end of the event loop's turn, earlier if many
 * connections are written to ({@link Flushes}), or at the end of the read that caused it.
 */
public final class WebSocketTransport extends ChannelInboundHandlerAdapter
        implements Transport, FrameListener, Flushes.Flushable, HttpExchange.Successor {
    private static final Logger log = LoggerFactory.getLogger(WebSocketTransport.class);
    /** How long the peer may take to answer a close frame. */
    private static final long CLOSE_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** How long input is thrown away after the server ended its direction. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Most bytes behind which a close frame is still sent when a session ends at once. */
    private static final int GOODBYE_BYTES = 64 * 1024;

    private final WebSocketLoop loop;
    private final FrameFormat format;
    /** The reader of this connection alone: with an extension, or while something has arrived in part. */
    private @Nullable FrameReader reader;

    private final @Nullable Deflation deflation;
    private @Nullable TransportListener listener;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ArrayDeque<Runnable> flushedCallbacks;
    /** Bytes of the budget that the unfinished message has taken. */
    private int reservedBytes;
    /** The 101 response as long as nothing was written behind it. */
    private @Nullable ByteBuf opening;

    private boolean inRead;
    private boolean flushScheduled;
    /** The turn of the event loop in which a scheduled flush came last. */
    private short flushedInTurn;

    private boolean awaitingDrain;
    /** The close was reported or is not wanted any more; frames that still arrive are ignored. */
    private boolean closed;

    /** @param base64Only whether the client takes no binary */
    public WebSocketTransport(
            WebSocketLoop loop, ProtocolVersion version, boolean base64Only, @Nullable PerMessageDeflate deflate) {
        this.loop = loop;
        this.format = version == ProtocolVersion.V4
                ? (base64Only ? FrameFormat.V4_BASE64 : FrameFormat.V4)
                : (base64Only ? FrameFormat.V3_BASE64 : FrameFormat.V3);
        this.reader = deflate == null ? null : loop.newReader(deflate.newInflation(), this);
        this.deflation = deflate == null ? null : deflate.newDeflation();
    }

    /** Sets who is told; before the first frame is read. */
    public void listener(TransportListener value) {
        listener = value;
    }

    private TransportListener listener() {
        return requireNonNull(listener, "listener");
    }

    private ChannelHandlerContext context() {
        return requireNonNull(context, "context");
    }

    @Override
    public TransportType type() {
        return TransportType.WEBSOCKET;
    }

    @Override
    public void begin(ByteBuf response) {
        opening = response;
    }

    @Override
    public void finishBegin() {
        ByteBuf response = opening;
        if (response != null) {
            opening = null;
            context().writeAndFlush(response, context().voidPromise());
        }
    }

    /** What is written first leaves in one buffer with the 101 response. */
    private ByteBuf behindOpening(ByteBuf frames) {
        ByteBuf response = opening;
        if (response == null) {
            return frames;
        }
        opening = null;
        response.writeBytes(frames, frames.readerIndex(), frames.readableBytes());
        frames.release();
        return response;
    }

    // --- in

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            io.netty.util.ReferenceCountUtil.release(message);
            return;
        }
        inRead = true;
        FrameReader current = reader;
        if (current == null) {
            current = loop.takeReader(this);
            reader = current;
        }
        try {
            current.read(bytes);
            reserveInput(current.heldBytes());
        } catch (WebSocketException e) {
            releaseInput();
            onProtocolError(e);
        } finally {
            bytes.release();
            if (current.isFree()) {
                reader = null;
                loop.giveBack(current);
            }
        }
    }

    private void reserveInput(int held) throws WebSocketException {
        if (held > reservedBytes && !loop.budget.reserve(held - reservedBytes)) {
            throw new WebSocketException(CloseCodes.TRY_AGAIN_LATER, "too much unfinished input");
        }
        if (held < reservedBytes) {
            loop.budget.release(reservedBytes - held);
        }
        reservedBytes = held;
    }

    private void releaseInput() {
        FrameReader current = reader;
        if (current != null) {
            current.release();
        }
        loop.budget.release(reservedBytes);
        reservedBytes = 0;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        inRead = false;
        if (flushScheduled) {
            flushScheduled = false;
            flush();
        }
        ctx.fireChannelReadComplete();
    }

    @Override
    public void onText(byte[] utf8) {
        if (closed) {
            return;
        }
        if (utf8.length == 0) {
            onParseError();
        } else if (utf8[0] == 'b') {
            onBase64(utf8);
        } else {
            PacketType type = PacketType.ofDigit(utf8[0]);
            if (type == null) {
                onParseError();
            } else {
                listener().onPacket(this, type, utf8, 1, false);
            }
        }
    }

    private boolean isV4() {
        return format == FrameFormat.V4 || format == FrameFormat.V4_BASE64;
    }

    private void onBase64(byte[] utf8) {
        int from = isV4() ? 1 : 2;
        PacketType type = from == 1 ? PacketType.MESSAGE : utf8.length < 2 ? null : PacketType.ofDigit(utf8[1]);
        if (type == null) {
            onParseError();
            return;
        }
        listener().onPacket(this, type, Base64Text.decode(utf8, from, utf8.length), 0, true);
    }

    @Override
    public void onBinary(byte[] data) {
        if (closed) {
            return;
        }
        if (isV4()) {
            listener().onPacket(this, PacketType.MESSAGE, data, 0, true);
            return;
        }
        PacketType type = data.length == 0 ? null : PacketType.ofDigit('0' + data[0]);
        if (type == null) {
            onParseError();
        } else {
            listener().onPacket(this, type, data, 1, true);
        }
    }

    private void onParseError() {
        end(CloseReason.PARSE_ERROR, "");
    }

    @Override
    public void onPing(byte[] data) {
        if (!context().channel().isActive()) {
            return;
        }
        write(Frames.pong(context().alloc(), data));
        if (pendingBytes() > loop.maxBufferedBytes) {
            // a peer that asks and never reads
            context().close();
        }
    }

    @Override
    public void onPong(byte[] data) {}

    @Override
    public void onClose(int code, String reason) {
        if (!closed) {
            write(
                    code == 1005
                            ? Frames.close(context().alloc())
                            : Frames.close(context().alloc(), code, reason));
        }
        closeChannelAfterFlush();
        end(CloseReason.TRANSPORT_CLOSE, "");
    }

    private void onProtocolError(WebSocketException e) {
        if (!closed) {
            write(Frames.close(context().alloc(), e.closeCode(), ""));
        }
        closeChannelAfterFlush();
        end(CloseReason.TRANSPORT_ERROR, String.valueOf(e.getMessage()));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end(CloseReason.TRANSPORT_CLOSE, "");
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("{}: the connection failed", ctx.channel(), cause);
        ctx.close();
        end(CloseReason.TRANSPORT_CLOSE, "");
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        releaseInput();
        if (opening != null) {
            opening.release();
            opening = null;
        }
        if (deflation != null) {
            deflation.release();
        }
    }

    @Override
    public void setReading(boolean reading) {
        context().channel().config().setAutoRead(reading);
    }

    // --- out

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public boolean isWritable() {
        return !flushScheduled && pendingBytes() == 0;
    }

    @Override
    public long pendingBytes() {
        ChannelHandlerContext ctx = context;
        ChannelOutboundBuffer pending =
                ctx == null ? null : ctx.channel().unsafe().outboundBuffer();
        return pending == null ? 0 : pending.totalPendingWriteBytes();
    }

    @Override
    public void send(OutgoingPacket packet) {
        if (closed) {
            return;
        }
        OutgoingMessage message = packet.message();
        Runnable flushed = packet.flushed();
        if (write(message, packet) && flushed != null) {
            if (flushedCallbacks == null) {
                flushedCallbacks = new ArrayDeque<>(2);
            }
            flushedCallbacks.add(flushed);
        }
    }

    @Override
    public void send(OutgoingMessage message) {
        if (!closed) {
            write(message, OutgoingPacket.NOOP);
        }
    }

    /** Writes the message, or the packet if there is none; false if there was no memory for it. */
    private boolean write(@Nullable OutgoingMessage message, OutgoingPacket packet) {
        try {
            write(message == null ? MessageFrames.control(context().alloc(), packet) : frames(message));
            return true;
        } catch (OutOfMemoryError e) { // of buffers, mostly direct ones: what cannot be sent must not be skipped
            context().close();
            end(CloseReason.TRANSPORT_ERROR, "no memory to send");
            return false;
        }
    }

    private ByteBuf frames(OutgoingMessage message) {
        if (deflation != null && message.isCompressible()) {
            return MessageFrames.compressed(context().alloc(), message, format, deflation);
        }
        if (!message.isShared()) {
            return MessageFrames.message(context().alloc(), message, format);
        }
        ByteBuf shared = message.cachedFrames(format);
        if (shared == null) {
            shared = MessageFrames.message(context().alloc(), message, format);
            message.cacheFrames(format, shared);
        }
        return shared.retainedDuplicate();
    }

    private void write(ByteBuf frames) {
        ChannelHandlerContext ctx = context();
        ctx.write(behindOpening(frames), ctx.voidPromise());
        if (!flushScheduled) {
            flushScheduled = true;
            if (!inRead) {
                loop.context.flushes().add(this, flushedInTurn);
            }
        }
    }

    @Override
    public void flushNow() {
        if (flushScheduled) {
            flushScheduled = false;
            flushedInTurn = loop.context.flushes().turn();
            flush();
        }
    }

    @Override
    public void flush() {
        context().flush();
        if (awaitingDrain || !context().channel().isActive()) { // closed: nothing waits, but nothing was written either
            return;
        }
        if (pendingBytes() == 0) {
            onDrained();
        } else {
            awaitingDrain = true;
            context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(this::onWritten);
        }
    }

    /** What was written up to a flush that the network did not take at once is out. */
    private void onWritten(Future<?> written) {
        if (written.isSuccess()) {
            // Not within the channel's own writing: there this empty buffer still counts as pending, so that the next
            // would be written and removed at once, and so on without end.
            context().executor().execute(() -> {
                awaitingDrain = false;
                flush();
            });
        } else {
            awaitingDrain = false;
        }
    }

    private void onDrained() {
        ArrayDeque<Runnable> callbacks = flushedCallbacks;
        if (callbacks != null) {
            flushedCallbacks = null;
            callbacks.forEach(Runnable::run);
        }
        if (!closed) {
            listener().onDrain(this);
        }
    }

    // --- the end

    private void end(CloseReason reason, String description) {
        if (!closed) {
            closed = true;
            listener().onClosed(this, reason, description);
            if (reason == CloseReason.PARSE_ERROR) {
                sayGoodbye();
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            sayGoodbye();
            listener().onClosed(this, CloseReason.FORCED_CLOSE, "");
        }
    }

    @Override
    public void discard() {
        if (closed) {
            return;
        }
        closed = true;
        if (pendingBytes() <= GOODBYE_BYTES) {
            sayGoodbye();
        } else {
            // a peer that does not read would not read this either, and keep what waits for it in memory
            context().close();
        }
    }

    /** Sends a close frame without code, as the reference server does, and waits a while for the answer. */
    private void sayGoodbye() {
        ChannelHandlerContext ctx = context();
        if (!ctx.channel().isActive()) {
            return;
        }
        closeAfter(ctx, CLOSE_TIMEOUT_NANOS);
        ctx.channel().config().setAutoRead(true);
        ctx.writeAndFlush(behindOpening(Frames.close(ctx.alloc())), ctx.voidPromise());
        flushScheduled = false;
    }

    /**
     * Ends the connection once the close frame is out. While the peer is still sending, a plain close would answer with a
     * reset that overtakes the close frame: so only our direction ends, and what arrives is thrown away for a while.
     */
    private void closeChannelAfterFlush() {
        ChannelHandlerContext ctx = context();
        flushScheduled = false;
        ctx.channel().config().setAutoRead(true);
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(future -> {
            if (ctx.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            } else {
                ctx.close();
            }
        });
        closeAfter(ctx, LINGER_NANOS);
    }

    private void closeAfter(ChannelHandlerContext ctx, long nanos) {
        Timeout timeout = Timeout.of(ctx::close);
        loop.context.timeouts(nanos).arm(timeout);
        ctx.channel().closeFuture().addListener(future -> timeout.cancel());
    }
}
