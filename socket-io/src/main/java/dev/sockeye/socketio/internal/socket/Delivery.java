package dev.sockeye.socketio.internal.socket;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.util.concurrent.RejectedExecutionException;

/**
 * One broadcast to the sockets of one executor, done there in one task. Nothing is allocated per socket; frames are made
 * once and shared by all of them.
 */
final class Delivery implements Runnable {
    private final SocketGroup group;
    private final Targets targets;
    private final SocketPacket.Event packet;
    private final OutgoingMessage message;
    private final SendMode mode;
    /** What this counts in the backlog while it waits for the event loop. */
    private long backlogBytes;

    Delivery(SocketGroup group, Targets targets, SocketPacket.Event packet, OutgoingMessage message, SendMode mode) {
        this.group = group;
        this.targets = targets;
        this.packet = packet;
        this.message = message;
        this.mode = mode;
    }

    /**
     * Delivers at once when called on the executor, as a single emit does, so that the order of what one thread sends
     * holds between both.
     */
    void start() {
        DefaultSocket[] sockets = group.sockets();
        if (!mode.alwaysPosted() && sockets[0].conn().inExecutor()) {
            run();
            return;
        }
        try {
            backlogBytes = backlog().add(sockets.length, message.payloadBytes());
            group.executor().execute(this);
        } catch (RejectedExecutionException e) {
            // The server has stopped: these clients are gone.
            backlog().remove(backlogBytes);
        }
    }

    @Override
    public void run() {
        DefaultSocket[] sockets = group.sockets();
        OutgoingMessage sent = sockets.length == 1 ? message : message.shared();
        try {
            for (DefaultSocket socket : sockets) {
                if (targets.includes(socket)) {
                    socket.deliver(packet, message, sent, mode.isVolatile());
                }
            }
        } finally {
            sent.release();
            if (backlogBytes > 0) {
                backlog().remove(backlogBytes);
            }
        }
    }

    private BroadcastBacklog backlog() {
        return group.sockets()[0].home().context().broadcastBacklog();
    }
}
