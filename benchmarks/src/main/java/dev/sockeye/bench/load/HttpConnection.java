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

/**
 * Sends one request at a time; bodies are text. Keeps its TCP connection, and like a browser makes a new one when the
 * server has closed it between two requests, which netty-socketio does after the handshake. Confined to the event loop.
 */
abstract class HttpConnection {

    private final LoadLoop loop;
    private final int port;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf request;
    private @Nullable Consumer<String> onBody;
    private boolean closed;

    HttpConnection(LoadLoop loop, int port) {
        this.loop = loop;
        this.port = port;
    }

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

    abstract void onFailure(String what);

    /** Sends a request; the response's body goes to {@code onResponse}. */
    final void send(ByteBuf bytes, Consumer<String> onResponse) {
        request = bytes;
        onBody = onResponse;
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            loop.connect(port, new Exchange(), cause -> onFailure(cause.toString()));
        } else {
            ctx.writeAndFlush(bytes.retainedDuplicate(), ctx.voidPromise());
        }
    }

    final void close() {
        closed = true;
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.close();
        }
    }

    private void onLost(ChannelHandlerContext ctx, boolean responseBegun) {
        if (context != ctx) {
            return;
        }
        context = null;
        Consumer<String> waiting = onBody;
        ByteBuf unanswered = request;
        if (closed || waiting == null || unanswered == null) {
            return;
        }
        if (responseBegun) {
            onFailure("HTTP connection lost within a response");
        } else {
            send(unanswered, waiting);
        }
    }

    /** One TCP connection. */
    private final class Exchange extends ChannelInboundHandlerAdapter {

        private final ByteAccumulator input = new ByteAccumulator();
        private @Nullable HttpHead head;
        private boolean answered;

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ByteBuf first = request;
            if (closed || first == null) {
                ctx.close();
                return;
            }
            context = ctx;
            ctx.writeAndFlush(first.retainedDuplicate(), ctx.voidPromise());
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
            answered = true;
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
            if (answered) {
                onLost(ctx, head != null);
            } else if (!closed) {
                onFailure("HTTP connection lost without a response");
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!answered) {
                onFailure(cause.toString());
            }
            ctx.close();
        }
    }
}
