/** JMH benchmarks of the Socket.IO server: packets, broadcasts, rooms. */
@NullMarked
package dev.sockeye.bench.socketio;

import org.jspecify.annotations.NullMarked;
