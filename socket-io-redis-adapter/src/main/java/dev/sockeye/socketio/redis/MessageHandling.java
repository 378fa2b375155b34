package dev.sockeye.socketio.redis;

import dev.sockeye.socketio.adapter.Warnings;
import dev.sockeye.socketio.protocol.PacketFormatException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one message of another server. */
interface MessageHandling {
    /** @throws PacketFormatException if it is malformed */
    void run() throws PacketFormatException;

    /** Whatever comes over a channel must do no harm: what is malformed is counted, and that is all. */
    static void guard(RedisCounters counters, MessageHandling handling) {
        try {
            handling.run();
        } catch (PacketFormatException e) {
            counters.ignored.increment();
            Log.LOGGER.debug("message from Redis ignored: {}", e.getMessage());
        } catch (RuntimeException e) {
            counters.ignored.increment();
            Log.WARNINGS.warn(Log.LOGGER, "message from Redis not carried out", e);
        }
    }

    /** Holds the logger, which an interface cannot have for itself. */
    final class Log {
        private static final Logger LOGGER = LoggerFactory.getLogger(MessageHandling.class);
        private static final Warnings WARNINGS = new Warnings();

        private Log() {}
    }
}
