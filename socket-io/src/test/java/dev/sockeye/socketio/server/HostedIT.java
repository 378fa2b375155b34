package dev.sockeye.socketio.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.testsupport.Proves;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
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
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** A server inside the pipeline of another Netty server. */
final class HostedIT {
    @Test
    @Proves({"S82", "S83"})
    void theHostKeepsItsOwnRequestsAndSharesItsPort() throws Exception {
        SocketIoServer io = SocketIoServer.builder().build();
        io.onConnection(socket -> socket.on("echo", args -> args.ack().send(args.raw())));
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            Channel listening = new ServerBootstrap()
                    .group(loops)
                    .channel(NioServerSocketChannel.class)
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline().addLast(new HttpServerCodec());
                            io.addTo(channel.pipeline());
                            channel.pipeline().addLast(new Rest());
                        }
                    })
                    .bind("localhost", 0)
                    .sync()
                    .channel();
            int port = ((InetSocketAddress) listening.localAddress()).getPort();
            HttpResponse<String> rest = HttpClient.newHttpClient()
                    .send(
                            java.net.http.HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/rest"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(rest.body()).isEqualTo("rest");
            try (RawClient client = RawClient.connect(port)) {
                client.send("421[\"echo\",5]");
                assertThat(client.text()).isEqualTo("431[5]");
                assertThat(io.sockets().sockets()).hasSize(1);
            }
        } finally {
            io.close().join();
            loops.shutdownGracefully().sync();
        }
    }

    private static final class Rest extends SimpleChannelInboundHandler<HttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, HttpRequest request) {
            FullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.copiedBuffer("rest", UTF_8));
            response.headers()
                    .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
            ctx.writeAndFlush(response);
        }
    }
}
