/** Writes data as Socket.IO servers exchange them. */
module dev.sockeye.socketio.data {
    requires static transitive org.jspecify;

    exports dev.sockeye.socketio.data;
}
