package dev.sockeye.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The generator's only event loop, and how its clients reach a server. */
public final class LoadLoop implements AutoCloseable {

    /** Source addresses 127.0.1.1 and up, so that closed connections never exhaust the ports of one. */
    private static final int SOURCES = 64;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final Bootstrap bootstrap = new Bootstrap()
            .group(group)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true)
            .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(32 * 1024));
    private int nextSource;

    EventLoop loop() {
        return loop;
    }

    /** Connects to the port on 127.0.0.1; called on the loop. */
    void connect(int port, ChannelHandler handler, Consumer<Throwable> onFailure) {
        nextSource = (nextSource + 1) % SOURCES;
        InetSocketAddress source = new InetSocketAddress("127.0.1." + (nextSource + 1), 0);
        bootstrap
                .clone()
                .handler(handler)
                .connect(new InetSocketAddress("127.0.0.1", port), source)
                .addListener((Future<Void> connected) -> {
                    if (!connected.isSuccess()) {
                        onFailure.accept(connected.cause());
                    }
                });
    }

    static void close(Channel channel) {
        channel.close();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
