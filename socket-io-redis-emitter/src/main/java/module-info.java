/** Reaches the sockets of a cluster from a program that is no server of it. */
module dev.sockeye.socketio.emitter {
    requires dev.sockeye.socketio.data;
    requires transitive lettuce.core;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports dev.sockeye.socketio.emitter;
}
