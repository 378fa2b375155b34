package dev.sockeye.socketio.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.engineio.CorsOptions;
import dev.sockeye.engineio.EngineMessage;
import dev.sockeye.socketio.parser.Parsers;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import dev.sockeye.testsupport.Proves;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Start and end of a server, and the files that it serves. */
final class LifecycleIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    private static SocketIoServer.Builder local() {
        return SocketIoServer.builder().host("localhost").port(0);
    }

    private static HttpResponse<byte[]> get(int port, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    @Proves({"S81", "S62"})
    void closingEndsSocketsAndConnectionsOnceAndTwiceIsTheSame() {
        SocketIoServer io = local().build();
        io.onConnection(socket -> socket.onDisconnect((reason, description) -> seen.add(reason.toString())));
        io.start();
        try (RawClient client = RawClient.connect(io.port())) {
            CompletableFuture<Void> closed = io.close();
            assertThat(io.close()).isSameAs(closed);
            closed.join();
            client.expectClosed();
            assertThat(seen).containsExactly("server shutting down");
        }
    }

    @Test
    @Proves("S81")
    void aGracefulEndDeliversWhatWasSent() {
        SocketIoServer io = local().build();
        io.start();
        try (RawClient client = RawClient.connect(io.port())) {
            for (int i = 0; i < 100; i++) {
                io.emit("n", i);
            }
            io.shutdown(Duration.ofSeconds(5)).join();
            for (int i = 0; i < 100; i++) {
                assertThat(client.text()).isEqualTo("42[\"n\"," + i + "]");
            }
            client.expectClosed();
        }
    }

    @Test
    @Proves("S82")
    void aTakenPortIsSaidAndASecondStartRefused() {
        SocketIoServer io = local().build();
        io.start();
        try {
            assertThatThrownBy(() -> local().port(io.port()).build().start())
                    .hasMessageContaining("cannot listen on localhost:" + io.port());
            assertThatThrownBy(io::start).isInstanceOf(IllegalStateException.class);
        } finally {
            io.close().join();
        }
        assertThat(io.port()).isNotNegative();
    }

    @Test
    @Proves({"S76", "S77", "S78"})
    void theClientIsServedWithItsVersionAsTag() throws Exception {
        SocketIoServer io = local().build();
        io.start();
        try {
            HttpResponse<byte[]> plain = get(io.port(), "/socket.io/socket.io.min.js?x=1");
            assertThat(plain.statusCode()).isEqualTo(200);
            String tag = plain.headers().firstValue("etag").orElseThrow();
            assertThat(tag).matches("\"\\d+\\.\\d+\\.\\d+\"");
            assertThat(plain.headers().firstValue("content-type")).hasValue("application/javascript; charset=utf-8");
            assertThat(get(io.port(), "/socket.io/socket.io.js", "If-None-Match", tag)
                            .statusCode())
                    .isEqualTo(304);
            assertThat(get(io.port(), "/socket.io/socket.io.js", "If-None-Match", "W/" + tag)
                            .statusCode())
                    .isEqualTo(304);
            HttpResponse<byte[]> zipped =
                    get(io.port(), "/socket.io/socket.io.min.js", "Accept-Encoding", "br, gzip, deflate");
            assertThat(zipped.headers().firstValue("content-encoding")).hasValue("gzip");
            assertThat(new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes())
                    .isEqualTo(plain.body());
            assertThat(get(io.port(), "/socket.io/other.js").statusCode()).isEqualTo(400);
        } finally {
            io.close().join();
        }
    }

    @Test
    @Proves({"S92", "S93"})
    void anotherParserServesTheWholeConnection() throws Exception {
        PacketParser msgpack = Parsers.msgpack();
        SocketIoServer io = local().options(options -> options.parser(msgpack)).build();
        io.onConnection(socket -> socket.on("echo", args -> {
            args.ack().send(args.raw());
            io.emit("all", args.raw(0));
        }));
        io.start();
        try (RawClient client = RawClient.open(io.port())) {
            PacketParser.Decoder decoder = msgpack.newDecoder();
            client.send(msgpack.encode(new SocketPacket.Connect("/", PacketArgs.none()))
                    .head());
            SocketPacket reply = decoder.decode(EngineMessage.binary((byte[]) client.take(), 0));
            assertThat(reply).isInstanceOf(SocketPacket.Connect.class);
            client.send(msgpack.encode(new SocketPacket.Event("/", 7, PacketArgs.of("echo", new byte[] {1, 2}, "x")))
                    .head());
            SocketPacket.Ack ack = (SocketPacket.Ack) decoder.decode(EngineMessage.binary((byte[]) client.take(), 0));
            assertThat(ack.ackId()).isEqualTo(7);
            assertThat(ack.args().value(0)).isEqualTo(new byte[] {1, 2});
            assertThat(ack.args().value(1)).isEqualTo("x");
            SocketPacket.Event event =
                    (SocketPacket.Event) decoder.decode(EngineMessage.binary((byte[]) client.take(), 0));
            assertThat(event.name()).isEqualTo("all");
            assertThat(event.args().value(1)).isEqualTo(new byte[] {1, 2});
        } finally {
            io.close().join();
        }
    }

    @Test
    @Proves({"S79", "S80"})
    void theClientObeysCorsAndMayBeLeftOut() throws Exception {
        SocketIoServer io = local().engine(engine -> engine.cors(CorsOptions.origin("http://a.example")))
                .build();
        SocketIoServer without =
                local().options(options -> options.serveClient(false)).build();
        io.start();
        without.start();
        try {
            assertThat(get(io.port(), "/socket.io/socket.io.js").headers().firstValue("access-control-allow-origin"))
                    .hasValue("http://a.example");
            assertThat(get(without.port(), "/socket.io/socket.io.js").statusCode())
                    .isEqualTo(400);
        } finally {
            io.close().join();
            without.close().join();
        }
    }
}
