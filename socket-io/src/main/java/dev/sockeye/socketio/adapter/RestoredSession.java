package dev.sockeye.socketio.adapter;

import dev.sockeye.socketio.protocol.PacketArgs;
import java.util.List;

/**
 * A session that a client resumes.
 *
 * @param session what was kept
 * @param missedPackets arguments of the events that the client missed, oldest first, each with its offset as last
 *     argument
 */
public record RestoredSession(SessionSnapshot session, List<PacketArgs> missedPackets) {}
