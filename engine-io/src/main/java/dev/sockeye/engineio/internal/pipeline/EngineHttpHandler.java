package dev.sockeye.engineio.internal.pipeline;

import static java.util.Objects.requireNonNull;

import dev.sockeye.engineio.HttpHandler;
import dev.sockeye.engineio.internal.http.ClientAddress;
import dev.sockeye.engineio.internal.http.EngineRequest;
import dev.sockeye.engineio.internal.http.HttpExchange;
import dev.sockeye.engineio.internal.http.RequestBody;
import dev.sockeye.engineio.internal.loop.LoopContext;
import dev.sockeye.engineio.internal.loop.Timeout;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of one HTTP connection, one after the other: a pipelined request waits until the one before it is
 * answered. Requests below the path go to the dispatcher, the others to the application's handler, or on to the handlers
 * of a host, which keep the order among their own. Confined to the channel's event loop.
 */
public final class EngineHttpHandler extends ChannelDuplexHandler
        implements HttpExchange.Connection, HttpTimeouts.Listener {
    private static final Logger log = LoggerFactory.getLogger(EngineHttpHandler.class);
    private static final int MAX_QUEUED_OBJECTS = 64;
    private static final int MAX_QUEUED_BYTES = 64 * 1024;
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Site site;
    private final boolean hosted;
    private final @Nullable HttpTimeouts timeouts;
    private final ArrayDeque<Object> queue = new ArrayDeque<>(2);
    /** Bytes of bodies that have been queued since the queue was last empty. */
    private int queuedBytes;
    /** Reading waits until the queue is empty. */
    private boolean paused;

    private boolean handlingQueued;

    private @Nullable ChannelHandlerContext context;
    private @Nullable HttpExchange current;
    private boolean keepAlive;
    /** The request is of HTTP/1.0, where keeping the connection must be said. */
    private boolean version10;

    private boolean head;
    private boolean responseWritten;
    private boolean passing;
    /** Requests that were passed on and whose answers have not ended. */
    private int unansweredByHost;
    /** The host is writing an answer in front of the proper one, such as 100. */
    private boolean informational;

    private boolean ended;
    /** The HTTP codec is on its way out; bytes that it had taken come back and are the next protocol's. */
    private boolean upgrading;

    /** A handler for a port of our own. */
    EngineHttpHandler(Site site, HttpTimeouts timeouts) {
        this.site = site;
        this.hosted = false;
        this.timeouts = timeouts;
        timeouts.listener(this);
    }

    /** A handler for the pipeline of a host, behind its HTTP codec; other requests pass through. */
    public EngineHttpHandler(Site site) {
        this.site = site;
        this.hosted = true;
        this.timeouts = null;
    }

    private ChannelHandlerContext context() {
        return requireNonNull(context, "context");
    }

    private LoopContext loop() {
        return site.engine().loop(context().channel().eventLoop());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    // --- in

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (upgrading && message instanceof ByteBuf) {
            queue.add(message);
        } else if (ended) {
            ReferenceCountUtil.release(message);
        } else if (!queue.isEmpty() || mustWait(message)) {
            queue.add(message);
            queuedBytes +=
                    message instanceof HttpContent content ? content.content().readableBytes() : 0;
            if (queue.size() >= MAX_QUEUED_OBJECTS || queuedBytes >= MAX_QUEUED_BYTES) {
                paused = true;
                ctx.channel().config().setAutoRead(false);
            }
        } else {
            handle(message);
        }
    }

    private boolean mustWait(Object message) {
        return message instanceof HttpRequest request
                && (current != null || (unansweredByHost > 0 && !isForHost(request)));
    }

    private boolean isForHost(HttpRequest request) {
        return hosted && request.decoderResult().isSuccess() && !isOurs(request);
    }

    private void handle(Object message) {
        if (message instanceof HttpRequest request) {
            passing = isForHost(request);
            if (passing) {
                unansweredByHost++;
                context().fireChannelRead(message);
                return;
            }
            begin(request);
        }
        if (message instanceof HttpContent content) {
            if (passing) {
                context().fireChannelRead(message);
                return;
            }
            onContent(content);
            content.release();
        } else if (!(message instanceof HttpRequest)) {
            context().fireChannelRead(message);
        }
    }

    private boolean isOurs(HttpRequest request) {
        return site.isOurs(request.uri()) || site.routes().containsKey(pathOf(request.uri()));
    }

    private static String pathOf(String target) {
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    private void begin(HttpRequest request) {
        Channel channel = context().channel();
        ClientAddress.Client client = site.addresses().of(channel, request.headers());
        EngineRequest engineRequest = new EngineRequest(
                request.method().name(), request.uri(), request.headers(), client.address(), client.secure());
        RequestBody body = new RequestBody(site.engine().options().maxHttpBufferSize(), site.budget());
        HttpExchange exchange = new HttpExchange(channel, this, engineRequest, body);
        current = exchange;
        keepAlive = HttpUtil.isKeepAlive(request);
        version10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        head = request.method().name().equals("HEAD");
        responseWritten = false;
        if (timeouts != null) {
            timeouts.onHead();
        }
        HttpResponseStatus refusal = RequestRules.refusal(request);
        if (refusal != null) {
            exchange.respond(refusal.code(), null, Unpooled.EMPTY_BUFFER, true);
            return;
        }
        if (HttpUtil.is100ContinueExpected(request)) {
            if (HttpUtil.getContentLength(request, 0L) > site.engine().options().maxHttpBufferSize()) {
                exchange.respond(413, null, Unpooled.EMPTY_BUFFER, true); // before the client sends it all
                return;
            }
            context()
                    .writeAndFlush(new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
        route(
                exchange,
                ClientAddress.isUpgrade(request.headers())
                        && request.protocolVersion().isKeepAliveDefault());
    }

    private void route(HttpExchange exchange, boolean upgrade) {
        HttpHandler handler = site.routes().get(exchange.request().path());
        if (handler != null && !upgrade) {
            ApplicationRequests.handle(site, exchange, handler, true);
        } else if (site.isOurs(exchange.request().url())) {
            site.dispatcher().dispatch(exchange, upgrade, site);
        } else if (upgrade && site.engine().options().destroyUpgrade()) {
            Timeout timeout = Timeout.of(() -> context().close());
            loop().timeouts(site.engine().options().destroyUpgradeTimeout().toNanos())
                    .arm(timeout);
            context().channel().closeFuture().addListener(future -> timeout.cancel());
        } else if (site.fallback().isPresent()) {
            ApplicationRequests.handle(site, exchange, site.fallback().get(), false);
        } else {
            exchange.respond(404);
        }
    }

    private void onContent(HttpContent content) {
        HttpExchange exchange = current;
        if (exchange == null) {
            return;
        }
        if (content.decoderResult().isFailure()) {
            exchange.body().drop();
            exchange.respond(400, null, Unpooled.EMPTY_BUFFER, true);
            // an answer that was already under way cannot be trusted to belong to this request any more
            if (!ended) {
                end();
                context().close();
            }
            return;
        }
        exchange.body().append(content.content());
        if (content instanceof LastHttpContent) {
            if (timeouts != null) {
                timeouts.onBodyComplete();
            }
            exchange.body().complete();
            finishIfDone(exchange);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
        HttpExchange exchange = current;
        if (exchange != null) {
            current = null;
            exchange.body().drop();
            exchange.abort();
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("{}: the connection failed", ctx.channel(), cause);
        ctx.close();
    }

    @Override
    public void onHttpTimeout(boolean asked) {
        HttpExchange exchange = current;
        if (exchange != null && !exchange.isAnswered()) {
            exchange.respond(408, null, Unpooled.EMPTY_BUFFER, true);
        } else if (exchange == null && asked) {
            end();
            context()
                    .writeAndFlush(emptyResponse(HttpResponseStatus.REQUEST_TIMEOUT))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            context().close();
        }
    }

    private static FullHttpResponse emptyResponse(HttpResponseStatus status) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
        response.headers()
                .set(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return response;
    }

    // --- out

    @Override
    public void write(HttpExchange exchange, FullHttpResponse response, boolean close) {
        if (exchange != current || ended) {
            // the connection was lost between the answer, on another event loop, and here
            response.release();
            exchange.onWriteFailed();
            return;
        }
        int length = response.content().readableBytes();
        if (response.status().code() != 304) {
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, length);
        }
        boolean last = close || !keepAlive;
        if (last) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (version10) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        FullHttpResponse written = response;
        if (head && length > 0) {
            written = response.replace(Unpooled.EMPTY_BUFFER);
            response.release();
        }
        exchange.body().drop();
        if (last) {
            context().writeAndFlush(written).addListener(future -> {
                if (!future.isSuccess()) {
                    exchange.onWriteFailed();
                }
                linger();
            });
            end();
        } else {
            ChannelFuture done = context().writeAndFlush(written);
            if (!done.isDone() && timeouts != null) {
                timeouts.onAnswerWaits();
            }
            // A peer that does not read its answers gets no more of them.
            done.addListener(future -> {
                if (future.isSuccess()) {
                    exchange.written();
                    responseWritten = true;
                    finishIfDone(exchange);
                } else {
                    exchange.onWriteFailed();
                }
            });
        }
    }

    private void finishIfDone(HttpExchange exchange) {
        if (exchange != current || !responseWritten || ended) {
            return;
        }
        if (!exchange.body().isComplete()) {
            return;
        }
        current = null;
        if (timeouts != null) {
            timeouts.onAnswered();
        }
        handleQueued();
    }

    private void handleQueued() {
        if (handlingQueued) {
            return; // a request that is answered at once: whoever handles it goes on, not one inside the other
        }
        handlingQueued = true;
        try {
            // what is no request belongs to the one before it
            while (!queue.isEmpty() && !ended && !mustWait(queue.peek())) {
                handle(queue.remove());
            }
        } finally {
            handlingQueued = false;
        }
        if (queue.isEmpty()) {
            queuedBytes = 0;
            if (paused) {
                paused = false;
                context().channel().config().setAutoRead(true);
            }
        }
    }

    /** What the host writes: with the end of its last answer our next request may begin. */
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (unansweredByHost == 0) {
            ctx.write(message, promise);
            return;
        }
        if (message instanceof HttpResponse response) {
            informational = response.status().codeClass() == HttpStatusClass.INFORMATIONAL
                    && response.status().code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code();
        }
        if (message instanceof HttpChunkedInput) {
            // its last chunk is made by a handler in front of this one
            ctx.write(message, promise.unvoid()).addListener(written -> onAnsweredByHost());
            return;
        }
        ctx.write(message, promise);
        if (message instanceof LastHttpContent && !informational) {
            onAnsweredByHost();
        }
    }

    private void onAnsweredByHost() {
        unansweredByHost--;
        if (!queue.isEmpty() && !mustWait(queue.element())) {
            // not within the host's call
            context().executor().execute(this::handleQueued);
        }
    }

    /** Nothing more is read from this connection. */
    private void end() {
        ended = true;
        for (Object message = queue.poll(); message != null; message = queue.poll()) {
            ReferenceCountUtil.release(message);
        }
        HttpExchange exchange = current;
        if (exchange != null) {
            exchange.body().drop();
        }
    }

    /** Lets the peer read the answer before the connection goes: a reset would overtake it while input is unread. */
    private void linger() {
        Channel channel = context().channel();
        HttpExchange exchange = current;
        if (exchange == null || exchange.body().isComplete() || !(channel instanceof DuplexChannel duplex)) {
            channel.close();
            return;
        }
        duplex.shutdownOutput();
        Timeout timeout = Timeout.of(() -> channel.close());
        loop().timeouts(LINGER_NANOS).arm(timeout);
        channel.closeFuture().addListener(future -> timeout.cancel());
    }

    // --- upgrade

    @Override
    public void upgrade(
            HttpExchange exchange,
            ByteBuf response,
            HttpExchange.Successor next,
            EventLoop target,
            Runnable installed) {
        Channel channel = context().channel();
        if (ended || !queue.isEmpty() || !channel.isActive()) {
            // bytes behind the request that are no frames yet: nothing good can follow
            response.release();
            end();
            channel.close();
            return;
        }
        ended = true;
        current = null;
        if (channel.eventLoop() == target) {
            install(response, next, installed);
            return;
        }
        channel.config().setAutoRead(false);
        if (timeouts != null) {
            timeouts.stop(); // it belongs to this event loop
        }
        channel.deregister()
                .addListener(deregistered -> target.register(channel).addListener(registered -> {
                    // a connection that was lost on its way has no handlers any more
                    if (registered.isSuccess() && !context().isRemoved()) {
                        install(response, next, installed);
                    } else {
                        response.release();
                        channel.close();
                    }
                }));
    }

    private void install(ByteBuf response, HttpExchange.Successor next, Runnable installed) {
        ChannelHandlerContext ctx = context();
        Channel channel = ctx.channel();
        ctx.pipeline().addAfter(ctx.name(), null, next);
        next.begin(response);
        upgrading = true;
        HttpPipeline.removeHttp(ctx.pipeline());
        channel.config().setAutoRead(true); // before the application is told, which may pause reading
        installed.run();
        next.finishBegin();
        for (Object bytes = queue.poll(); bytes != null; bytes = queue.poll()) {
            ctx.fireChannelRead(bytes);
        }
        ctx.fireChannelReadComplete();
        ctx.pipeline().remove(this);
    }
}
