/** Several Socket.IO servers as one, joined by Redis. */
module dev.sockeye.socketio.redis {
    requires transitive dev.sockeye.socketio;
    requires transitive lettuce.core;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports dev.sockeye.socketio.redis;
}
