/** Socket.IO server on the Engine.IO server. */
module dev.sockeye.socketio {
    requires transitive dev.sockeye.engineio;
    requires transitive dev.sockeye.socketio.data;
    requires static transitive org.jspecify;
    requires org.slf4j;
    requires io.netty.buffer;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires tools.jackson.core;
    // The mapper that an application may bring: dev.sockeye.socketio.jackson.
    requires transitive tools.jackson.databind;

    exports dev.sockeye.socketio;
    exports dev.sockeye.socketio.adapter;
    exports dev.sockeye.socketio.adapter.cluster;
    exports dev.sockeye.socketio.jackson;
    exports dev.sockeye.socketio.parser;
    exports dev.sockeye.socketio.protocol;
    exports dev.sockeye.socketio.server;
}
