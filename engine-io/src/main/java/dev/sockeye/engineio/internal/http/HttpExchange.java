package dev.sockeye.engineio.internal.http;

import dev.sockeye.engineio.ResponseHeaders;
import dev.sockeye.engineio.internal.log.Warnings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its one response. May be answered from any thread, once; later answers are dropped. The connection's
 * pipeline learns of the answer through {@link Connection}.
 */
public final class HttpExchange {
    private static final Logger log = LoggerFactory.getLogger(HttpExchange.class);
    private static final Warnings WARNINGS = new Warnings();
    private static final AtomicIntegerFieldUpdater<HttpExchange> ANSWERED =
            AtomicIntegerFieldUpdater.newUpdater(HttpExchange.class, "answered");

    /** The connection that an exchange belongs to. */
    public interface Connection {
        /** Writes the response; on the connection's event loop. Takes over its reference. */
        void write(HttpExchange exchange, FullHttpResponse response, boolean close);

        /**
         * Turns the connection over to another protocol, on another event loop if need be; on the connection's event
         * loop.
         *
         * @param response the bytes of the 101 response; its reference is taken over
         * @param next takes the place of the HTTP handlers
         * @param installed runs on the target loop when it has, before anything is read
         */
        void upgrade(HttpExchange exchange, ByteBuf response, Successor next, EventLoop target, Runnable installed);
    }

    /** The handler that takes the place of the HTTP handlers. */
    public interface Successor extends ChannelHandler {
        /** Takes the bytes of the 101 response, to be written in front of whatever it writes first. */
        void begin(ByteBuf response);

        /** Writes the response if it has not written anything yet, and flushes. */
        void finishBegin();
    }

    private final Channel channel;
    private final Connection connection;
    private final EngineRequest request;
    private final HttpHeaders responseHeaders =
            DefaultHttpHeadersFactory.headersFactory().newHeaders();
    private volatile int answered;
    private @Nullable Runnable abortTask;
    private @Nullable EventExecutor abortExecutor;
    private boolean aborted;
    private @Nullable Runnable writtenTask;
    private final RequestBody body;

    /** A request on a channel. */
    public HttpExchange(Channel channel, Connection connection, EngineRequest request, RequestBody body) {
        this.channel = channel;
        this.connection = connection;
        this.request = request;
        this.body = body;
    }

    /** The body, as it arrives. */
    public RequestBody body() {
        return body;
    }

    /** The request. */
    public EngineRequest request() {
        return request;
    }

    /** The channel of the request. */
    public Channel channel() {
        return channel;
    }

    /** Headers that the response will have, whatever it is. Touched by one thread at a time, before the answer. */
    public HttpHeaders responseHeaders() {
        return responseHeaders;
    }

    /** Whether somebody has answered. */
    public boolean isAnswered() {
        return answered != 0;
    }

    /** Calls a hook of the application on the response's headers; a hook that throws costs nobody the response. */
    public void customizeHeaders(ResponseHeaders hook) {
        try {
            callHook(hook);
        } catch (RuntimeException e) {
            WARNINGS.warn(log, "A hook for response headers threw", e);
        }
    }

    private void callHook(ResponseHeaders hook) {
        hook.customize(
                new ResponseHeaders.Headers() {
                    @Override
                    public void set(String name, String value) {
                        responseHeaders.set(name, value);
                    }

                    @Override
                    public void add(String name, String value) {
                        responseHeaders.add(name, value);
                    }

                    @Override
                    public void remove(String name) {
                        responseHeaders.remove(name);
                    }
                },
                request);
    }

    /** Answers without a body. */
    public void respond(int status) {
        respond(status, null, Unpooled.EMPTY_BUFFER, false);
    }

    /** Answers with bytes. */
    public void respond(int status, CharSequence contentType, byte[] body) {
        respond(status, contentType, Unpooled.wrappedBuffer(body), false);
    }

    /** Answers; takes over the reference of the body. With {@code close} the connection ends afterwards. */
    public void respond(int status, @Nullable CharSequence contentType, ByteBuf body, boolean close) {
        if (!ANSWERED.compareAndSet(this, 0, 1)) {
            body.release();
            return;
        }
        if (contentType != null && !responseHeaders.contains(HttpHeaderNames.CONTENT_TYPE)) {
            responseHeaders.set(HttpHeaderNames.CONTENT_TYPE, contentType);
        }
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(status),
                body,
                responseHeaders,
                EmptyHttpHeaders.INSTANCE);
        if (channel.eventLoop().inEventLoop()) {
            connection.write(this, response, close);
        } else {
            try {
                channel.eventLoop().execute(() -> connection.write(this, response, close));
            } catch (java.util.concurrent.RejectedExecutionException e) {
                response.release();
            }
        }
    }

    /** Marks it answered by other means; false if it was already. */
    public boolean markAnswered() {
        return ANSWERED.compareAndSet(this, 0, 1);
    }

    /** Answers with 101 and turns the connection over; see {@link Connection#upgrade}. Dropped if already answered. */
    public boolean upgrade(ByteBuf response, Successor next, EventLoop target, Runnable installed) {
        if (!markAnswered()) {
            response.release();
            return false;
        }
        if (channel.eventLoop().inEventLoop()) {
            connection.upgrade(this, response, next, target, installed);
        } else {
            channel.eventLoop().execute(() -> connection.upgrade(this, response, next, target, installed));
        }
        return true;
    }

    /** Runs a task on the executor if the connection is lost before the answer, or with it. */
    public void onAbort(EventExecutor executor, Runnable task) {
        boolean now;
        synchronized (this) {
            abortExecutor = executor;
            abortTask = task;
            now = aborted;
        }
        if (now) {
            executor.execute(task);
        }
    }

    /** Runs a task on the executor of {@link #onAbort} once the network has taken the answer. Before the answer. */
    public void onWritten(Runnable task) {
        synchronized (this) {
            writtenTask = task;
        }
    }

    /** The network has taken the answer. */
    public void written() {
        EventExecutor executor;
        Runnable task;
        synchronized (this) {
            executor = abortExecutor;
            task = writtenTask;
        }
        run(executor, task);
    }

    /** The connection was lost before the answer. */
    public void abort() {
        synchronized (this) {
            aborted = true;
        }
        if (ANSWERED.compareAndSet(this, 0, 1)) {
            tellAborted();
        }
    }

    /** The answer could not be written: for whoever waits it is as if the connection had been lost before. */
    public void onWriteFailed() {
        tellAborted();
    }

    private void tellAborted() {
        EventExecutor executor;
        Runnable task;
        synchronized (this) {
            executor = abortExecutor;
            task = abortTask;
        }
        run(executor, task);
    }

    private static void run(@Nullable EventExecutor executor, @Nullable Runnable task) {
        if (executor == null || task == null) {
            return;
        }
        if (executor.inEventLoop()) {
            task.run();
        } else {
            executor.execute(task);
        }
    }
}
