package dev.sockeye.bench.socketio;

import dev.sockeye.bench.wire.ByteAccumulator;
import dev.sockeye.bench.wire.FrameCursor;
import dev.sockeye.bench.wire.HttpHead;
import dev.sockeye.bench.wire.WebSocketFrames;
import dev.sockeye.socketio.HandlerExecution;
import dev.sockeye.socketio.Socket;
import dev.sockeye.socketio.server.SocketIoServer;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A server with WebSocket clients in the same JVM and on the same event loop, over Netty's local channels: all of the
 * server's own code, nothing of the kernel's.
 */
final class LocalServer implements AutoCloseable {

    private static final ByteBuf CONNECT = WebSocketFrames.maskedText("40");

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    private final SocketIoServer io = SocketIoServer.builder()
            .port(0)
            .options(options -> options.handlerExecution(HandlerExecution.eventLoop()))
            .build();

    /** Released for each read of a client that is connected. */
    private final Semaphore reads = new Semaphore(0);

    private final List<Socket> sockets = new ArrayList<>();

    LocalServer(int clients) throws InterruptedException {
        io.onConnection(sockets::add);
        LocalAddress address = new LocalAddress(LocalServer.class);
        new ServerBootstrap()
                .group(loop)
                .channel(LocalServerChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpServerCodec());
                        io.addTo(channel.pipeline());
                    }
                })
                .bind(address)
                .sync();
        for (int i = 0; i < clients; i++) {
            CountDownLatch connected = new CountDownLatch(1);
            new Bootstrap()
                    .group(loop)
                    .channel(LocalChannel.class)
                    .handler(new Client(connected))
                    .connect(address)
                    .sync();
            if (!connected.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("client " + i + " did not connect");
            }
        }
    }

    SocketIoServer io() {
        return io;
    }

    List<Socket> sockets() {
        return sockets;
    }

    /** Runs on the event loop, which all clients and sockets are on, and waits for it. */
    <T> T onLoop(Callable<T> task) throws ExecutionException, InterruptedException {
        return loop.next().submit(task).get();
    }

    /** Waits until clients have read so many times. */
    void awaitReads(int count) throws InterruptedException {
        reads.acquire(count);
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        io.close().join();
    }

    private final class Client extends ChannelInboundHandlerAdapter {

        private final CountDownLatch connected;
        private final ByteAccumulator input = new ByteAccumulator();
        private final FrameCursor frame = new FrameCursor();
        private boolean isWebSocket;
        private boolean isReady;

        Client(CountDownLatch connected) {
            this.connected = connected;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            String request = "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: local\r\n"
                    + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
            ctx.writeAndFlush(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (isReady) {
                ((ByteBuf) message).release();
                reads.release();
                return;
            }
            ByteBuf in = input.append((ByteBuf) message);
            if (!isWebSocket && HttpHead.read(in) != null) {
                isWebSocket = true;
            }
            while (isWebSocket && frame.next(in)) {
                if (in.getByte(frame.payloadIndex()) == '0') {
                    ctx.writeAndFlush(CONNECT.copy());
                } else {
                    isReady = true;
                    connected.countDown();
                }
            }
            input.keep(in, ctx.alloc());
        }
    }
}
