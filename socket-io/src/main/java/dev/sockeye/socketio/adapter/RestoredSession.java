package dev.sockeye.socketio.adapter;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import java.util.List;

/**
 * A session that a client resumes.
 *
 * @param session what was kept
 * @param missedPackets the events that the client missed, oldest first, encoded, each with its offset as last argument
 */
public record RestoredSession(SessionSnapshot session, List<OutgoingMessage> missedPackets) {
    /** Copies the list. */
    public RestoredSession {
        missedPackets = List.copyOf(missedPackets);
    }
}
