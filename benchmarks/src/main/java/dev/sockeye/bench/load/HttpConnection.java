package dev.sockeye.bench.load;

import dev.sockeye.bench.wire.ByteAccumulator;
import dev.sockeye.bench.wire.HttpHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A keep-alive connection with one request at a time; bodies are text. Confined to the event loop. */
abstract class HttpConnection extends ChannelInboundHandlerAdapter {

    private final ByteAccumulator input = new ByteAccumulator();
    private @Nullable ChannelHandlerContext context;
    private @Nullable HttpHead head;
    private @Nullable Consumer<String> onBody;
    private boolean closing;

    static ByteBuf get(String target) {
        return ascii("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\n");
    }

    static ByteBuf post(String target, String body) {
        return ascii("POST " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n"
                + "Content-Type: text/plain;charset=UTF-8\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
    }

    private static ByteBuf ascii(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A request that is sent again and again. */
    static ByteBuf reusable(ByteBuf request) {
        return Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(request.readableBytes()).writeBytes(request));
    }

    abstract void onConnected();

    abstract void onFailure(String what);

    /** The connection has ended and {@link #close} was called before. */
    void onClosed() {}

    /** Sends a request; the response's body goes to {@code onResponse}. */
    final void send(ByteBuf request, Consumer<String> onResponse) {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("not connected");
        }
        onBody = onResponse;
        ctx.writeAndFlush(request.duplicate(), ctx.voidPromise());
    }

    final void close() {
        closing = true;
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        if (closing) {
            ctx.close();
        } else {
            onConnected();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = input.append((ByteBuf) message);
        HttpHead response = head != null ? head : HttpHead.read(in);
        if (response != null) {
            readBody(in, response);
        }
        input.keep(in, ctx.alloc());
    }

    private void readBody(ByteBuf in, HttpHead response) {
        int length = response.contentLength();
        if (in.readableBytes() < length) {
            head = response;
            return;
        }
        head = null;
        String body = in.readString(length, StandardCharsets.UTF_8);
        if (!response.startLine().startsWith("HTTP/1.1 200")) {
            onFailure(response.startLine() + ": " + body);
            return;
        }
        Consumer<String> consumer = onBody;
        onBody = null;
        if (consumer == null) {
            onFailure("a response that nobody asked for");
        } else {
            consumer.accept(body);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        input.release();
        if (closing) {
            onClosed();
        } else {
            onFailure("HTTP connection lost");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        onFailure(cause.toString());
        ctx.close();
    }
}
