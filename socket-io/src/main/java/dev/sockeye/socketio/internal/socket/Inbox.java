package dev.sockeye.socketio.internal.socket;

import dev.sockeye.socketio.protocol.SocketPacket;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * What waits for the listeners of one socket: events, and tasks such as the listeners of its connection. They run one after
 * the other, in order, on the threads of listeners or directly on the event loop. Thread-safe.
 *
 * <p>When as many events as allowed wait, reading from the connection stops until half of them are done.
 */
final class Inbox extends Mailbox {
    private static final AtomicIntegerFieldUpdater<Inbox> WAITING =
            AtomicIntegerFieldUpdater.newUpdater(Inbox.class, "waiting");

    private final DefaultSocket socket;

    /** Events posted and not yet done. */
    private volatile int waiting;

    /** Whether this inbox stopped the reading. Written on the session's executor only. */
    private volatile boolean paused;

    Inbox(DefaultSocket socket, Handlers handlers) {
        super(handlers.executor());
        this.socket = socket;
    }

    /** An event arrived. On the session's executor. */
    void postEvent(SocketPacket.Event event) {
        SocketContext context = socket.home().context();
        if (context.handlers().isOnEventLoop()) {
            socket.dispatch(event);
            return;
        }
        int capacity = context.options().mailboxCapacity();
        if (WAITING.incrementAndGet(this) >= capacity && !paused) {
            paused = true;
            socket.output().pause();
        }
        if (!post(event)) {
            waiting = 0;
        }
        resumeIfDone();
    }

    /** Runs a task in turn. Any thread. */
    void postTask(Runnable task) {
        if (!socket.home().context().handlers().isOnEventLoop()) {
            if (!post(task)) {
                // The threads of listeners are gone with the server; what must still be done is done here.
                task.run();
            }
        } else if (socket.conn().inExecutor()) {
            task.run();
        } else {
            socket.execute(task);
        }
    }

    @Override
    protected void receive(Object item) {
        if (!(item instanceof SocketPacket.Event event)) {
            ((Runnable) item).run();
            return;
        }
        try {
            socket.dispatch(event);
        } finally {
            int left = WAITING.decrementAndGet(this);
            if (paused && left <= limitToResume()) {
                socket.execute(this::resumeIfDone);
            }
        }
    }

    private void resumeIfDone() {
        if (paused && waiting <= limitToResume()) {
            paused = false;
            socket.output().resume();
        }
    }

    private int limitToResume() {
        return socket.home().context().options().mailboxCapacity() / 2;
    }
}
