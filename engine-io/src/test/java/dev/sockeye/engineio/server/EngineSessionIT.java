package dev.sockeye.engineio.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.EngineHandler;
import dev.sockeye.engineio.EngineSession;
import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.testsupport.Proves;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sending through sessions, and the engine as a guest in another Netty server. */
final class EngineSessionIT {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private EngineIoServer server;

    @AfterEach
    void stop() {
        server.close().join();
    }

    private void start(EngineHandler handler) {
        server = EngineIoServer.builder()
                .host("localhost")
                .port(0)
                .handler(handler)
                .build()
                .start();
    }

    private String get(int port, String target) throws Exception {
        URI uri = URI.create("http://localhost:" + port + target);
        return http.send(
                        java.net.http.HttpRequest.newBuilder(uri)
                                .timeout(Duration.ofSeconds(10))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private WebSocket connect(String query) throws Exception {
        return http.newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws://localhost:" + server.port() + "/engine.io/?EIO=4&transport=websocket" + query),
                        new Collector())
                .get(10, TimeUnit.SECONDS);
    }

    private String next() throws InterruptedException {
        return received.poll(10, TimeUnit.SECONDS);
    }

    private final class Collector implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                received.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }
    }

    @Test
    @Proves({"E54", "E60"})
    void aMessageSentDuringTheUpgradeIsFlushedOnce() throws Exception {
        start(new EngineHandler() {});
        String sid = get(server.port(), "/engine.io/?EIO=4&transport=polling")
                .replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
        EngineSession session = server.sessions().iterator().next();
        WebSocket socket = connect("&sid=" + sid);
        socket.sendText("2probe", true).get(10, TimeUnit.SECONDS);
        assertThat(next()).isEqualTo("3probe");
        AtomicInteger flushed = new AtomicInteger();
        session.send(OutgoingMessage.text("first"), flushed::incrementAndGet);
        session.send(OutgoingMessage.text("second"), flushed::incrementAndGet);
        socket.sendText("5", true).get(10, TimeUnit.SECONDS);
        assertThat(next()).isEqualTo("4first");
        assertThat(next()).isEqualTo("4second");
        session.executor().execute(() -> received.add("flushed " + flushed.get()));
        assertThat(next()).isEqualTo("flushed 2");
        socket.abort();
    }

    @Test
    @Proves("E103")
    void volatileMessagesAreDroppedBehindOthersThatWait() throws Exception {
        String large = "x".repeat(500_000);
        start(new EngineHandler() {
            @Override
            public void onText(EngineSession session, String text) {
                switch (text) {
                    case "busy" -> {
                        session.send(large);
                        session.sendVolatile(OutgoingMessage.text("dropped"));
                        session.send("end");
                    }
                    default -> session.sendVolatile(OutgoingMessage.text("delivered"));
                }
            }
        });
        WebSocket socket = connect("");
        assertThat(next()).startsWith("0{");
        socket.sendText("4busy", true).get(10, TimeUnit.SECONDS);
        assertThat(next()).hasSize(500_001);
        assertThat(next()).isEqualTo("4end");
        Thread.sleep(200);
        socket.sendText("4idle", true).get(10, TimeUnit.SECONDS);
        assertThat(next()).isEqualTo("4delivered");
        socket.abort();
    }

    @Test
    @Proves({"E9", "E83"})
    void theEngineIsAGuestInAnotherServer() throws Exception {
        server = EngineIoServer.builder().handler(new EngineHandler() {}).build();
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            Channel host = new ServerBootstrap()
                    .group(group)
                    .channel(NioServerSocketChannel.class)
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline().addLast(new HttpServerCodec());
                            server.addTo(channel.pipeline());
                            channel.pipeline().addLast(new HostHandler());
                        }
                    })
                    .bind("localhost", 0)
                    .sync()
                    .channel();
            int port = ((InetSocketAddress) host.localAddress()).getPort();
            assertThat(get(port, "/anything")).isEqualTo("the host");
            assertThat(get(port, "/engine.io/?EIO=4&transport=polling")).startsWith("0{");
            assertThat(server.clientsCount()).isEqualTo(1);
            host.close().sync();
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    private static final class HostHandler extends SimpleChannelInboundHandler<HttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, HttpRequest request) {
            FullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    HttpResponseStatus.OK,
                    Unpooled.copiedBuffer("the host", StandardCharsets.US_ASCII));
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 8);
            response.headers().set(HttpHeaderNames.CONNECTION, "close");
            ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
