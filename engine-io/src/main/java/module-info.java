/** Engine.IO server on Netty. */
module dev.sockeye.engineio {
    requires static transitive org.jspecify;
    requires org.slf4j;
    requires transitive io.netty.buffer;
    requires io.netty.codec.compression;
    requires io.netty.codec;
    requires io.netty.codec.haproxy;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires transitive io.netty.transport;
    requires io.netty.transport.unix.common;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.classes.kqueue;

    exports dev.sockeye.engineio;
    exports dev.sockeye.engineio.protocol;
    exports dev.sockeye.engineio.server;
    exports dev.sockeye.engineio.transport;
}
