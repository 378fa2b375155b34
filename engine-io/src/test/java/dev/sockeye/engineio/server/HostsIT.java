package dev.sockeye.engineio.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.EngineSession;
import dev.sockeye.testsupport.Proves;
import dev.sockeye.testsupport.TestCertificate;
import dev.sockeye.testsupport.wire.RawConnection;
import dev.sockeye.testsupport.wire.RawWebSocket;
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
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the engine can live: behind TLS, on a Unix domain socket, in another server's pipeline, behind a proxy. */
class HostsIT {
    @TempDir
    Path directory;

    // --- TLS

    private static SSLSocket tls(int port, TestCertificate trusted) throws Exception {
        return TestCertificate.connect(trusted.trusting(), port);
    }

    private static String name(SSLSocket socket) throws Exception {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    @Test
    @Proves("E90")
    void tlsFromPemFilesIsReloadedWhileConnectionsStay() throws Exception {
        Path certificate = directory.resolve("cert.pem");
        Path key = directory.resolve("key.pem");
        TestCertificate first = TestCertificate.create("first", directory.resolve("first.p12"));
        TestCertificate second = TestCertificate.create("second", directory.resolve("second.p12"));
        first.writePem(certificate, key);
        try (EngineFixture engine = EngineFixture.startWith(b -> b.tls(TlsOptions.pem(certificate, key)))
                        .echo();
                SSLSocket socket = tls(engine.port(), first);
                RawWebSocket old = RawWebSocket.over(RawConnection.over(socket), EngineFixture.WEBSOCKET)) {
            assertThat(name(socket)).isEqualTo("CN=first");
            assertThat(old.text()).startsWith("0{");
            assertThat(engine.session().request().isSecure()).isTrue();
            second.writePem(certificate, key);
            engine.server().reloadTls();
            try (SSLSocket next = tls(engine.port(), second);
                    RawConnection polling = RawConnection.over(next)) {
                assertThat(name(next)).isEqualTo("CN=second");
                assertThat(polling.get(EngineFixture.POLLING).status()).isEqualTo(200);
            }
            old.send("4still here");
            assertThat(old.text()).isEqualTo("4still here");
            Files.writeString(key, "damaged");
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> engine.server().reloadTls())
                    .isInstanceOf(java.io.UncheckedIOException.class);
            tls(engine.port(), second).close(); // the last good one stays
        }
    }

    @Test
    @Proves("E90")
    void tlsFromAKeyStore() throws Exception {
        Path file = directory.resolve("store.p12");
        TestCertificate store = TestCertificate.create("store", file);
        try (EngineFixture engine =
                        EngineFixture.startWith(b -> b.tls(TlsOptions.keyStore(file, TestCertificate.PASSWORD)));
                RawConnection connection = RawConnection.over(tls(engine.port(), store))) {
            assertThat(connection.get(EngineFixture.POLLING).status()).isEqualTo(200);
        }
    }

    // --- Unix domain socket

    @Test
    void aUnixDomainSocketServesBothTransports() {
        Path file = directory.resolve("engine.sock");
        try (EngineFixture engine =
                EngineFixture.startWith(b -> b.unixSocket(file)).echo()) {
            try (RawConnection connection = RawConnection.to(file);
                    RawWebSocket webSocket = RawWebSocket.over(RawConnection.to(file), EngineFixture.WEBSOCKET)) {
                assertThat(connection.get(EngineFixture.POLLING).status()).isEqualTo(200);
                assertThat(webSocket.text()).startsWith("0{");
                webSocket.send("4hello");
                assertThat(webSocket.text()).isEqualTo("4hello");
                assertThat(engine.session().request().remoteAddress()).isEmpty();
                assertThat(engine.server().port()).isZero();
            }
        }
        assertThat(file).doesNotExist();
    }

    // --- another Netty server

    /** A host with an API of its own behind the engine. */
    private static final class Api extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            byte[] body = (request.uri() + " " + request.content().toString(UTF_8)).getBytes(UTF_8);
            var response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(body));
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
            if (request.uri().endsWith("later")) {
                ctx.executor().schedule(() -> ctx.writeAndFlush(response), 100, TimeUnit.MILLISECONDS);
            } else {
                ctx.writeAndFlush(response);
            }
        }
    }

    @Test
    @Proves({"E9", "E83"})
    void anotherNettyServerSharesItsPortWithTheEngine() throws Exception {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        EngineFixture engine = EngineFixture.notStarted(b -> {}).echo();
        Channel listening = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpServerCodec());
                        engine.server().addTo(channel.pipeline());
                        channel.pipeline()
                                .addLast(new HttpObjectAggregator(1000))
                                .addLast(new Api());
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        int port = ((InetSocketAddress) listening.localAddress()).getPort();
        try (RawConnection connection = RawConnection.to(port);
                RawWebSocket webSocket = RawWebSocket.connect(port, EngineFixture.WEBSOCKET)) {
            assertThat(connection.get("/api/a").summary()).isEqualTo("200 /api/a ");
            assertThat(connection.get(EngineFixture.POLLING).status()).isEqualTo(200);
            assertThat(connection.post("/api/b", "body").summary()).isEqualTo("200 /api/b body");
            connection.request("GET", "/api/later", new byte[0]).request("GET", EngineFixture.POLLING, new byte[0]);
            assertThat(connection.answer().summary()).isEqualTo("200 /api/later ");
            assertThat(connection.answer().text()).startsWith("0{");
            assertThat(webSocket.text()).startsWith("0{");
            webSocket.send("4hello");
            assertThat(webSocket.text()).isEqualTo("4hello");
            assertThat(engine.server().clientsCount()).isEqualTo(3);
        } finally {
            engine.close();
            listening.close().sync();
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        }
        assertThat(engine.server().clientsCount()).isZero();
    }

    // --- proxies

    @Test
    @Proves("E87")
    void aTrustedProxyTellsWhoTheClientIs() {
        try (EngineFixture engine = EngineFixture.startWith(b -> b.trustedProxies("127.0.0.0/8"));
                RawConnection connection = engine.connect()) {
            connection.get(
                    EngineFixture.POLLING, "X-Forwarded-For: 203.0.113.9, 192.0.2.1", "X-Forwarded-Proto: https");
            EngineSession session = engine.session();
            assertThat(session.request().remoteAddress()).isEqualTo("192.0.2.1");
            assertThat(session.request().isSecure()).isTrue();
            connection.get(EngineFixture.POLLING, "Forwarded: for=\"[2001:db8::1]:4711\";proto=http");
            assertThat(engine.session().request().remoteAddress()).isEqualTo("2001:db8::1");
        }
        try (EngineFixture engine = EngineFixture.start();
                RawConnection connection = engine.connect()) {
            connection.get(EngineFixture.POLLING, "X-Forwarded-For: 192.0.2.1");
            assertThat(engine.session().request().remoteAddress()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    @Proves("E87")
    void aProxyProtocolHeaderTellsWhoTheClientIs() {
        try (EngineFixture engine = EngineFixture.startWith(b -> b.proxyProtocol(true))) {
            try (RawConnection one = engine.connect()) {
                one.send("PROXY TCP4 192.0.2.7 127.0.0.1 4711 80\r\n");
                assertThat(one.get(EngineFixture.POLLING).status()).isEqualTo(200);
                assertThat(engine.session().request().remoteAddress()).isEqualTo("192.0.2.7");
            }
            try (RawConnection two = engine.connect()) {
                ByteBuffer header = ByteBuffer.allocate(28)
                        .put("\r\n\r\n\0\r\nQUIT\n".getBytes(US_ASCII))
                        .put(new byte[] {0x21, 0x11, 0, 12, (byte) 192, 0, 2, 8, 127, 0, 0, 1, 0x12, 0x34, 0, 80});
                two.send(header.array());
                assertThat(two.get(EngineFixture.POLLING).status()).isEqualTo(200);
                assertThat(engine.session().request().remoteAddress()).isEqualTo("192.0.2.8");
            }
            try (RawConnection none = engine.connect()) {
                none.request("GET", EngineFixture.POLLING, new byte[0]);
                assertThat(none.untilClosed()).isEmpty();
            }
        }
    }
}
