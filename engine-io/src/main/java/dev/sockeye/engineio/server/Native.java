package dev.sockeye.engineio.server;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerDomainSocketChannel;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/** The fastest transport of the operating system that is at hand: epoll, kqueue, or else the JDK's NIO. */
enum Native {
    EPOLL,
    KQUEUE,
    NIO;

    static Native best() {
        if (Epoll.isAvailable()) {
            return EPOLL;
        }
        return KQueue.isAvailable() ? KQUEUE : NIO;
    }

    IoHandlerFactory newFactory() {
        return switch (this) {
            case EPOLL -> EpollIoHandler.newFactory();
            case KQUEUE -> KQueueIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
    }

    Class<? extends ServerChannel> serverChannel(boolean unixSocket) {
        return switch (this) {
            case EPOLL -> unixSocket ? EpollServerDomainSocketChannel.class : EpollServerSocketChannel.class;
            case KQUEUE -> unixSocket ? KQueueServerDomainSocketChannel.class : KQueueServerSocketChannel.class;
            case NIO -> unixSocket ? NioServerDomainSocketChannel.class : NioServerSocketChannel.class;
        };
    }

    java.net.SocketAddress unixAddress(java.nio.file.Path path) {
        return this == NIO
                ? java.net.UnixDomainSocketAddress.of(path)
                : new io.netty.channel.unix.DomainSocketAddress(path.toFile());
    }
}
