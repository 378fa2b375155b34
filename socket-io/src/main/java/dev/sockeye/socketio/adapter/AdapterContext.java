package dev.sockeye.socketio.adapter;

import dev.sockeye.socketio.protocol.PacketParser;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/** What an adapter is given when it is made, for one namespace. */
public interface AdapterContext {
    /** The sockets of this node. */
    LocalSockets sockets();

    /** The parser of the server: reduces objects to data. */
    PacketParser parser();

    /** For timeouts and periodic work; tasks must not block. Shut down by the server, not by the adapter. */
    ScheduledExecutorService scheduler();

    /** How long a disconnected session may be resumed; empty if recovery is off. */
    Optional<Duration> maxDisconnectionDuration();
}
