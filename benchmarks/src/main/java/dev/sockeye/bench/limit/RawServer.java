package dev.sockeye.bench.limit;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.util.Arrays;
import java.util.List;

/**
 * The limit of Netty on one event loop: one handler on the bytes of the channel, no HTTP codec, no WebSocket codec, no
 * JSON. Arguments: {@code PORT [--json] [--ping-interval MILLIS]}; {@code --json} adds a Jackson round trip of each
 * event.
 */
public final class RawServer {

    private RawServer() {}

    public static void main(String[] args) throws InterruptedException {
        int port = Integer.parseInt(args[0]);
        List<String> options = Arrays.asList(args);
        int pingInterval = options.indexOf("--ping-interval");
        int pingIntervalMillis = pingInterval < 0 ? 25_000 : Integer.parseInt(args[pingInterval + 1]);
        JsonRoundTrip json = options.contains("--json") ? new JsonRoundTrip() : null;
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        RawEngine engine = new RawEngine(loop.next(), pingIntervalMillis, json);
        new ServerBootstrap()
                .group(loop)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(32 * 1024))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new RawConnection(engine));
                    }
                })
                .bind("127.0.0.1", port)
                .sync();
        System.out.println("LISTENING " + port);
    }
}
