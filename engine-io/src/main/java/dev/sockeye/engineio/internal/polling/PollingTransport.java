package dev.sockeye.engineio.internal.polling;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sockeye.engineio.CloseReason;
import dev.sockeye.engineio.CompressionOptions;
import dev.sockeye.engineio.EngineIoOptions;
import dev.sockeye.engineio.internal.http.BodyCompression;
import dev.sockeye.engineio.internal.http.HttpExchange;
import dev.sockeye.engineio.internal.http.InputBudget;
import dev.sockeye.engineio.internal.http.RequestBody;
import dev.sockeye.engineio.internal.http.ResponseHooks;
import dev.sockeye.engineio.internal.loop.Flushes;
import dev.sockeye.engineio.internal.loop.LoopContext;
import dev.sockeye.engineio.internal.loop.Timeout;
import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.engineio.protocol.PacketFormatException;
import dev.sockeye.engineio.protocol.PacketType;
import dev.sockeye.engineio.protocol.ProtocolVersion;
import dev.sockeye.engineio.protocol.TransportType;
import dev.sockeye.engineio.transport.OutgoingPacket;
import dev.sockeye.engineio.transport.Transport;
import dev.sockeye.engineio.transport.TransportListener;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * HTTP long-polling: at most one waiting GET and one POST in progress. A GET makes the transport ready; a flush answers
 * it with everything sent, after which the next GET is awaited. Confined to the session's executor; exchanges of other
 * event loops are brought here by the pipeline.
 */
public final class PollingTransport implements Transport, Flushes.Flushable {
    private static final long CLOSE_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final AsciiString TEXT = AsciiString.cached("text/plain; charset=UTF-8");
    private static final AsciiString HTML = AsciiString.cached("text/html");
    private static final AsciiString OCTETS = AsciiString.cached("application/octet-stream");
    private static final AsciiString NO_STORE = AsciiString.cached("no-store");
    private static final AsciiString XSS_PROTECTION = AsciiString.cached("X-XSS-Protection");
    private static final byte[] OK = "ok".getBytes(US_ASCII);

    private final LoopContext loop;
    private final TransportListener listener;
    private final ProtocolVersion version;
    private final boolean base64Only;
    private final @Nullable String jsonpIndex;
    private final @Nullable CompressionOptions compression;
    private final ResponseHooks hooks;
    private final InputBudget budget;

    private @Nullable HttpExchange poll;
    private @Nullable HttpExchange post;
    private boolean postIsBeingRead;
    private @Nullable Runnable heldPost;
    /** Bytes of the budget that the held body has taken. */
    private int heldBytes;

    private boolean reading = true;
    private final ArrayList<OutgoingPacket> batch = new ArrayList<>(4);
    private long batchBytes;
    /** Responses that the network has not taken. */
    private final ArrayDeque<HttpExchange> unwritten = new ArrayDeque<>(1);

    private long unwrittenBytes;
    private boolean flushScheduled;
    private boolean flushing;
    private boolean closed;
    private @Nullable Timeout forcedClose;

    /**
     * @param base64Only whether the client takes no binary
     * @param jsonpIndex number of the script callback for JSONP; null for the usual form
     * @param budget counts a body that is held while reading is paused
     */
    public PollingTransport(
            LoopContext loop,
            TransportListener listener,
            EngineIoOptions options,
            ResponseHooks hooks,
            ProtocolVersion version,
            boolean base64Only,
            @Nullable String jsonpIndex,
            InputBudget budget) {
        this.loop = loop;
        this.listener = listener;
        this.hooks = hooks;
        this.version = version;
        this.base64Only = base64Only;
        this.jsonpIndex = jsonpIndex;
        this.budget = budget;
        this.compression = options.httpCompression().orElse(null);
    }

    @Override
    public TransportType type() {
        return TransportType.POLLING;
    }

    @Override
    public boolean isReady() {
        return poll != null;
    }

    @Override
    public boolean isWritable() {
        return poll != null && batch.isEmpty();
    }

    @Override
    public long pendingBytes() {
        return batchBytes + unwrittenBytes;
    }

    // --- GET

    /** A GET arrived. */
    public void onPoll(HttpExchange exchange) {
        assert loop.executor().inEventLoop();
        if (poll != null) {
            hooks.each(exchange);
            exchange.respond(400);
            fail("overlap from client");
            return;
        }
        poll = exchange;
        exchange.onAbort(loop.executor(), () -> onPollAborted(exchange));
        if (closed) {
            discard();
            return;
        }
        listener.onReady(this);
        if (poll != null && forcedClose != null && batch.isEmpty()) {
            send(OutgoingPacket.NOOP);
            finishClose();
        }
    }

    /** A poll was lost while it waited, or with the packets that it was to carry. */
    private void onPollAborted(HttpExchange exchange) {
        if (poll == exchange) {
            poll = null;
        }
        fail("poll connection closed prematurely");
    }

    @Override
    public void send(OutgoingPacket packet) {
        batch.add(packet);
        batchBytes += packet.payloadBytes();
        if (!flushScheduled) {
            flushScheduled = true;
            loop.flushes().addForEndOfTurn(this); // never earlier: what misses this poll waits for the next
        }
    }

    @Override
    public void flushNow() {
        flushScheduled = false;
        flush();
    }

    @Override
    public void flush() {
        HttpExchange exchange = poll;
        if (exchange == null || batch.isEmpty() || flushing) {
            return;
        }
        poll = null;
        List<OutgoingPacket> packets = new ArrayList<>(batch);
        batch.clear();
        batchBytes = 0;
        try {
            write(exchange, packets);
        } catch (OutOfMemoryError e) { // of buffers, mostly direct ones: what cannot be sent must not be skipped
            exchange.markAnswered();
            exchange.channel().close();
            fail("no memory to send");
            return;
        }
        flushing = true;
        for (OutgoingPacket packet : packets) {
            Runnable flushed = packet.flushed();
            if (flushed != null) {
                flushed.run();
            }
        }
        flushing = false;
        if (!closed) {
            listener.onDrain(this);
        }
    }

    private void write(HttpExchange exchange, List<OutgoingPacket> packets) {
        ByteBuf body = exchange.channel().alloc().buffer(estimate(packets));
        AsciiString contentType = TEXT;
        if (jsonpIndex != null) {
            ByteBuf text = exchange.channel().alloc().buffer(estimate(packets));
            encodeText(packets, text);
            Jsonp.encode(jsonpIndex, text.toString(UTF_8), body);
            text.release();
        } else if (version == ProtocolVersion.V3 && !base64Only && PayloadV3.hasBinary(packets)) {
            PayloadV3.encodeBinary(packets, body);
            contentType = OCTETS;
        } else {
            encodeText(packets, body);
        }
        commonHeaders(exchange);
        ByteBuf response = compressed(exchange, packets, body);
        long bytes = response.readableBytes();
        unwritten.add(exchange);
        unwrittenBytes += bytes;
        exchange.onWritten(() -> {
            unwritten.remove(exchange);
            unwrittenBytes -= bytes;
        });
        exchange.respond(200, contentType, response, false);
    }

    private void encodeText(List<OutgoingPacket> packets, ByteBuf out) {
        if (version == ProtocolVersion.V3) {
            PayloadV3.encodeText(packets, out);
        } else {
            Payload.encode(packets, out);
        }
    }

    private static int estimate(List<OutgoingPacket> packets) {
        long bytes = 16;
        for (OutgoingPacket packet : packets) {
            bytes += packet.payloadBytes() + 8;
        }
        return (int) Math.min(bytes, 1 << 20);
    }

    private ByteBuf compressed(HttpExchange exchange, List<OutgoingPacket> packets, ByteBuf body) {
        if (compression == null || body.readableBytes() < compression.threshold() || !anyCompressible(packets)) {
            return body;
        }
        String encoding = BodyCompression.choose(exchange.request().rawHeaders().get(HttpHeaderNames.ACCEPT_ENCODING));
        if (encoding == null) {
            return body;
        }
        exchange.responseHeaders().set(HttpHeaderNames.CONTENT_ENCODING, encoding);
        return BodyCompression.compress(exchange.channel().alloc(), body, encoding, compression.level());
    }

    private static boolean anyCompressible(List<OutgoingPacket> packets) {
        for (OutgoingPacket packet : packets) {
            OutgoingMessage message = packet.message();
            if (message == null || message.isCompressible()) {
                return true;
            }
        }
        return false;
    }

    private void commonHeaders(HttpExchange exchange) {
        exchange.responseHeaders().set(HttpHeaderNames.CACHE_CONTROL, NO_STORE);
        String agent = exchange.request().rawHeaders().get(HttpHeaderNames.USER_AGENT);
        if (agent != null && (agent.contains(";MSIE") || agent.contains("Trident/"))) {
            exchange.responseHeaders().set(XSS_PROTECTION, "0");
        }
        hooks.each(exchange);
    }

    // --- POST

    /** A POST arrived; its body may still be on the way. On the exchange's event loop if {@code bodyOnLoop}. */
    public void onPost(HttpExchange exchange) {
        assert loop.executor().inEventLoop();
        if (post != null) {
            hooks.each(exchange);
            exchange.respond(400);
            fail("data request overlap from client");
            return;
        }
        boolean octets = isOctetStream(exchange);
        if (octets && version == ProtocolVersion.V4) {
            hooks.each(exchange);
            exchange.respond(400);
            fail("invalid content");
            return;
        }
        post = exchange;
        postIsBeingRead = true;
        exchange.onAbort(loop.executor(), () -> onPostAborted(exchange));
        Runnable collect = () -> exchange.body()
                .onComplete(
                        loop.executor(),
                        body -> onBody(exchange, body, octets),
                        failure -> onBodyFailed(exchange, failure));
        if (exchange.channel().eventLoop().inEventLoop()) {
            collect.run();
        } else {
            exchange.channel().eventLoop().execute(collect);
        }
    }

    private static boolean isOctetStream(HttpExchange exchange) {
        String type = exchange.request().rawHeaders().get(HttpHeaderNames.CONTENT_TYPE);
        return type != null && type.contentEquals(OCTETS);
    }

    private void onPostAborted(HttpExchange exchange) {
        if (post == exchange) {
            post = null;
            fail("data request connection closed prematurely");
        }
    }

    private void onBodyFailed(HttpExchange exchange, RequestBody.Failure failure) {
        if (post == exchange) {
            post = null;
        }
        hooks.each(exchange);
        exchange.respond(
                failure == RequestBody.Failure.TOO_LARGE ? 413 : 503,
                null,
                io.netty.buffer.Unpooled.EMPTY_BUFFER,
                true);
    }

    private void onBody(HttpExchange exchange, byte[] body, boolean octets) {
        if (post != exchange) {
            return;
        }
        postIsBeingRead = false;
        if (reading) {
            take(exchange, body, octets);
        } else if (budget.reserve(body.length)) {
            heldBytes = body.length;
            heldPost = () -> take(exchange, body, octets);
        } else {
            onBodyFailed(exchange, RequestBody.Failure.NO_BUDGET);
        }
    }

    /** Lets go of the body that is held, if there is one; returns what is still to be done with it. */
    private @Nullable Runnable releaseHeld() {
        Runnable held = heldPost;
        heldPost = null;
        budget.release(heldBytes);
        heldBytes = 0;
        return held;
    }

    private void take(HttpExchange exchange, byte[] body, boolean octets) {
        try {
            PacketSink sink = this::onPacket;
            if (version == ProtocolVersion.V4) {
                Payload.decode(jsonpIndex == null ? body : Jsonp.decode(body), sink);
            } else if (octets) {
                PayloadV3.decodeBinary(body, sink);
            } else {
                PayloadV3.decodeText(jsonpIndex == null ? body : Jsonp.decode(body), sink);
            }
        } catch (PacketFormatException e) {
            end(CloseReason.PARSE_ERROR, String.valueOf(e.getMessage()));
        }
        post = null;
        commonHeaders(exchange);
        exchange.respond(200, HTML, OK);
    }

    private boolean onPacket(PacketType type, byte[] data, int offset, boolean binary) {
        if (closed) {
            return false;
        }
        if (type == PacketType.CLOSE) {
            if (poll != null) {
                send(OutgoingPacket.NOOP);
                flush();
            }
            end(CloseReason.TRANSPORT_CLOSE, "");
            return false;
        }
        listener.onPacket(this, type, data, offset, binary);
        return !closed;
    }

    @Override
    public void setReading(boolean value) {
        reading = value;
        if (value) {
            Runnable held = releaseHeld();
            if (held != null) {
                held.run();
            }
        }
    }

    // --- the end

    private void fail(String description) {
        end(CloseReason.TRANSPORT_ERROR, description);
    }

    private void end(CloseReason reason, String description) {
        if (!closed) {
            closed = true;
            listener.onClosed(this, reason, description);
        }
    }

    @Override
    public void close() {
        if (closed || forcedClose != null) {
            return;
        }
        Timeout timeout = Timeout.of(() -> end(CloseReason.FORCED_CLOSE, ""));
        forcedClose = timeout;
        destroyPost();
        if (poll != null) {
            finishClose();
        } else {
            loop.timeouts(CLOSE_TIMEOUT_NANOS).arm(timeout);
        }
    }

    /** A poll is waiting: it can be told. */
    private void finishClose() {
        Timeout timeout = forcedClose;
        if (timeout != null) {
            timeout.cancel();
        }
        closed = true;
        send(OutgoingPacket.CLOSE);
        flush();
        listener.onClosed(this, CloseReason.FORCED_CLOSE, "");
    }

    private void destroyPost() {
        HttpExchange exchange = post;
        if (exchange != null && postIsBeingRead) {
            post = null;
            exchange.markAnswered();
            exchange.channel().close();
        }
    }

    private void refuseHeldPost() {
        HttpExchange exchange = post;
        if (releaseHeld() != null && exchange != null) {
            post = null;
            hooks.each(exchange);
            exchange.respond(400);
        }
    }

    @Override
    public void discard() {
        if (!closed) {
            // a peer that does not read would keep what waits for it in memory
            unwritten.forEach(exchange -> exchange.channel().close());
        }
        retire();
    }

    @Override
    public void retire() {
        closed = true;
        Timeout timeout = forcedClose;
        if (timeout != null) {
            timeout.cancel();
        }
        destroyPost();
        refuseHeldPost();
        batch.clear();
        batchBytes = 0;
        if (poll != null) {
            batch.add(OutgoingPacket.CLOSE);
            flush();
        }
    }
}
