package dev.sockeye.socketio.internal.socket;

import dev.sockeye.socketio.SocketIoOptions;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * What waits for the listeners of one socket: events, and tasks such as the listeners of its connection. They run one after
 * the other, in order, on the threads of listeners. Thread-safe.
 *
 * <p>When as many events, or bytes of them, as allowed wait, reading from the connection stops until half of them are done.
 */
final class Inbox extends Mailbox {
    private static final AtomicIntegerFieldUpdater<Inbox> WAITING =
            AtomicIntegerFieldUpdater.newUpdater(Inbox.class, "waiting");

    private static final AtomicLongFieldUpdater<Inbox> WAITING_BYTES =
            AtomicLongFieldUpdater.newUpdater(Inbox.class, "waitingBytes");

    /** Events up to this size are counted, but not weighed: their number bounds them. */
    private static final int MAX_LIGHT_BYTES = 256;

    private final DefaultSocket socket;

    /** Events posted and not yet done. */
    private volatile int waiting;

    /** Bytes of the heavy ones among them. */
    private volatile long waitingBytes;

    /** Whether this inbox stopped the reading. Written on the session's executor only. */
    private volatile boolean paused;

    Inbox(DefaultSocket socket, Handlers handlers) {
        super(handlers.executor());
        this.socket = socket;
    }

    private record Heavy(SocketPacket.Event event, long bytes) {}

    /** An event arrived; false if there is no memory for it. On the session's executor. */
    boolean postEvent(SocketPacket.Event event, long bytes) {
        SocketContext context = socket.home().context();
        boolean heavy = bytes > MAX_LIGHT_BYTES;
        if (heavy) {
            if (!context.inputMemory().reserve(bytes)) {
                return false;
            }
            WAITING_BYTES.addAndGet(this, bytes);
        }
        boolean full = WAITING.incrementAndGet(this) >= context.options().mailboxCapacity()
                || waitingBytes >= context.options().mailboxBytes();
        if (full && !paused) {
            paused = true;
            socket.output().pause();
        }
        if (!post(heavy ? new Heavy(event, bytes) : event)) {
            waiting = 0;
            waitingBytes = 0;
        }
        resumeIfDone();
        return true;
    }

    /** Runs a task in turn. Any thread. */
    void postTask(Runnable task) {
        if (!post(task)) {
            // The threads of listeners are gone with the server; what must still be done is done here.
            task.run();
        }
    }

    @Override
    protected void receive(Object item) {
        if (item instanceof SocketPacket.Event event) {
            dispatch(event, 0);
        } else if (item instanceof Heavy heavy) {
            dispatch(heavy.event, heavy.bytes);
        } else {
            ((Runnable) item).run();
        }
    }

    private void dispatch(SocketPacket.Event event, long bytes) {
        try {
            socket.dispatch(event);
        } finally {
            if (bytes > 0) {
                WAITING_BYTES.addAndGet(this, -bytes);
                socket.home().context().inputMemory().release(bytes);
            }
            WAITING.decrementAndGet(this);
            if (paused && isHalfDone()) {
                socket.execute(this::resumeIfDone);
            }
        }
    }

    private void resumeIfDone() {
        if (paused && isHalfDone()) {
            paused = false;
            socket.output().resume();
        }
    }

    private boolean isHalfDone() {
        SocketIoOptions options = socket.home().context().options();
        return waiting <= options.mailboxCapacity() / 2 && waitingBytes <= options.mailboxBytes() / 2;
    }
}
