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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Clients that do what a browser does: handshake and CONNECT on polling, probe on WebSocket while a poll waits, upgrade,
 * one echo to prove it, close. A unit is one such life.
 */
public final class UpgradeLoad extends LivesLoad {

    private static final String TARGET = "/socket.io/?EIO=4&transport=polling";
    private static final String WEBSOCKET_TARGET = "/socket.io/?EIO=4&transport=websocket&sid=";
    private static final String ECHO = "42[\"echo\",\"upgraded\"]";
    private static final ByteBuf PROBE = WebSocketFrames.maskedText("2probe");
    private static final ByteBuf UPGRADE = WebSocketFrames.maskedText("5");
    private static final ByteBuf ECHO_REQUEST = WebSocketFrames.maskedText(ECHO);
    private static final ByteBuf CLOSE =
            WebSocketFrames.maskedFrame(WebSocketFrames.CLOSE, new byte[] {0x03, (byte) 0xe8});
    private static final FrameCursor FRAME = new FrameCursor();
    private static final int LATENCIES = 20_000;

    /** Times from the WebSocket's request to the upgrade packet; written by the loop. */
    private final List<Long> latencies = new ArrayList<>();

    public UpgradeLoad(LoadLoop loop, int port, int concurrency) {
        super(loop, port, concurrency);
    }

    @Override
    void begin() {
        new Life().polling.open();
    }

    @Override
    public long medianLatencyNanos() {
        CompletableFuture<Long> median = new CompletableFuture<>();
        loop.loop().execute(() -> {
            latencies.sort(null);
            median.complete(latencies.isEmpty() ? 0 : latencies.get(latencies.size() / 2));
        });
        return median.join();
    }

    /** One client from its handshake to its end. */
    private final class Life {

        final Polling polling = new Polling();
        final WebSocket webSocket = new WebSocket();
        private String sid = "";
        private long webSocketStartNanos;
        private boolean probed;
        private boolean pollReleased;
        private boolean over;

        private void maybeUpgrade() {
            if (probed && pollReleased) {
                if (latencies.size() < LATENCIES) {
                    latencies.add(System.nanoTime() - webSocketStartNanos);
                }
                webSocket.send(UPGRADE);
                webSocket.send(ECHO_REQUEST);
            }
        }

        private void finish(boolean success) {
            if (over) {
                return;
            }
            over = true;
            polling.close();
            end(success);
        }

        void fail(String what) {
            if (!over) {
                failed(what);
                webSocket.close();
                finish(false);
            }
        }

        private final class Polling extends HttpConnection {

            Polling() {
                super(loop, port);
            }

            void open() {
                send(get(TARGET), this::onHandshake);
            }

            private void onHandshake(String body) {
                sid = Sids.of(body);
                String target = TARGET + "&sid=" + sid;
                send(post(target, "40"), ok -> send(get(target), this::onNamespace));
            }

            private void onNamespace(String body) {
                if (!body.startsWith("40{")) {
                    fail("received " + body + " (expected: 40{...})");
                    return;
                }
                send(get(TARGET + "&sid=" + sid), this::onReleased);
                webSocketStartNanos = System.nanoTime();
                loop.connect(port, webSocket, cause -> fail(cause.toString()));
            }

            private void onReleased(String body) {
                if (!body.equals("6")) {
                    fail("the waiting poll was answered with " + body + " (expected: 6)");
                    return;
                }
                pollReleased = true;
                maybeUpgrade();
            }

            @Override
            void onFailure(String what) {
                fail(what);
            }
        }

        private final class WebSocket extends ChannelInboundHandlerAdapter {

            private final ByteAccumulator input = new ByteAccumulator();
            private @Nullable ChannelHandlerContext context;
            private boolean isWebSocket;
            private boolean closing;

            void send(ByteBuf frame) {
                ChannelHandlerContext ctx = context;
                if (ctx != null) {
                    ctx.writeAndFlush(frame.duplicate(), ctx.voidPromise());
                }
            }

            void close() {
                ChannelHandlerContext ctx = context;
                if (ctx != null) {
                    ctx.close();
                }
            }

            @Override
            public void channelActive(ChannelHandlerContext ctx) {
                context = ctx;
                byte[] request =
                        WebSocketClient.upgradeRequest(WEBSOCKET_TARGET + sid).getBytes(StandardCharsets.US_ASCII);
                ctx.writeAndFlush(Unpooled.wrappedBuffer(request), ctx.voidPromise());
            }

            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                ByteBuf in = input.append((ByteBuf) message);
                if (!isWebSocket) {
                    HttpHead head = HttpHead.read(in);
                    if (head != null && head.startLine().startsWith("HTTP/1.1 101")) {
                        isWebSocket = true;
                        send(PROBE);
                    } else if (head != null) {
                        fail("upgrade answered with " + head.startLine());
                    }
                }
                while (isWebSocket && FRAME.next(in)) {
                    if (FRAME.opcode() == WebSocketFrames.TEXT) {
                        onPacket(in.toString(FRAME.payloadIndex(), FRAME.payloadLength(), StandardCharsets.UTF_8));
                    }
                }
                input.keep(in, ctx.alloc());
            }

            private void onPacket(String packet) {
                if (packet.equals("3probe")) {
                    probed = true;
                    maybeUpgrade();
                } else if (packet.equals(ECHO)) {
                    closing = true;
                    send(CLOSE);
                } else {
                    fail("received " + packet + " on WebSocket");
                }
            }

            @Override
            public void channelInactive(ChannelHandlerContext ctx) {
                input.release();
                if (closing) {
                    finish(true);
                } else {
                    fail("WebSocket lost");
                }
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                fail(cause.toString());
                ctx.close();
            }
        }
    }
}
