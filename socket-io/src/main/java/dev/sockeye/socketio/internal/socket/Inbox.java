package dev.sockeye.socketio.internal.socket;

import dev.sockeye.engineio.EngineSession;
import dev.sockeye.socketio.SocketIoOptions;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the listeners of one socket: events, and tasks such as the listeners of its connection. They run one after
 * the other, in order, on the threads of listeners. Thread-safe.
 *
 * <p>When as many events, or bytes of them, as allowed wait, reading from the connection stops until half of them are done.
 * A listener that emits to its own socket again and again is held up where the event loop has no time for that, or once the
 * socket is gone: emitting for ever must not cost other sockets their turn.
 */
final class Inbox extends Mailbox {
    private static final AtomicIntegerFieldUpdater<Inbox> WAITING =
            AtomicIntegerFieldUpdater.newUpdater(Inbox.class, "waiting");

    private static final AtomicLongFieldUpdater<Inbox> WAITING_BYTES =
            AtomicLongFieldUpdater.newUpdater(Inbox.class, "waitingBytes");

    /** Events up to this size are counted, but not weighed: their number bounds them. */
    private static final int MAX_LIGHT_BYTES = 256;

    /** Events, and bytes of them, that a listener may emit in one call before anybody looks. */
    private static final int FREE_EVENTS = 2048;

    private static final long FREE_BYTES = 256 << 10;

    /** How much it may emit between two looks from then on. */
    private static final int STRETCH_EVENTS = 32;

    private static final long STRETCH_BYTES = 64 << 10;

    /** How long the event loop may take to get to what was emitted, so that more may follow at once. */
    private static final long CALM_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** If it takes longer: how many times as long the listener leaves the event loop to others. */
    private static final int SHARE = 9;

    private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final DefaultSocket socket;
    private final Handlers handlers;

    /** Events posted and not yet done. */
    private volatile int waiting;

    /** Bytes of the heavy ones among them. */
    private volatile long waitingBytes;

    /** Whether this inbox stopped the reading. Written on the session's executor only. */
    private volatile boolean paused;

    /** The thread on which a listener runs; null if none does. Read by others only to see that it is not theirs. */
    private @Nullable Thread runner;

    /** What the listener that runs may still emit to this socket up to the next look. Its thread's. */
    private int freeEvents;

    private long freeBytes;

    Inbox(DefaultSocket socket, Handlers handlers) {
        super(handlers.executor());
        this.socket = socket;
        this.handlers = handlers;
    }

    @Override
    protected void start() {
        EngineSession session = socket.conn();
        if (session.inExecutor()) {
            handlers.startInTurn(this, session.executor());
        } else {
            super.start();
        }
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
        post(heavy ? new Heavy(event, bytes) : event);
        resumeIfDone();
        return true;
    }

    @Override
    protected void receive(Object item) {
        freeEvents = FREE_EVENTS;
        freeBytes = FREE_BYTES;
        runner = Thread.currentThread();
        if (item instanceof SocketPacket.Event event) {
            dispatch(event, 0);
        } else if (item instanceof Heavy heavy) {
            dispatch(heavy.event, heavy.bytes);
        } else {
            ((Runnable) item).run();
        }
        runner = null;
    }

    /** The threads of listeners are gone with the server: events are lost, other tasks must still be done. */
    @Override
    protected void refused(Object item) {
        if (item instanceof SocketPacket.Event) {
            settle(0);
        } else if (item instanceof Heavy heavy) {
            settle(heavy.bytes);
        } else {
            ((Runnable) item).run();
        }
    }

    private void dispatch(SocketPacket.Event event, long bytes) {
        try {
            socket.dispatch(event);
        } finally {
            settle(bytes);
        }
    }

    private void settle(long bytes) {
        if (bytes > 0) {
            WAITING_BYTES.addAndGet(this, -bytes);
            socket.home().context().inputMemory().release(bytes);
        }
        WAITING.decrementAndGet(this);
        if (paused && isHalfDone()) {
            socket.execute(this::resumeIfDone);
        }
    }

    /** An event is to be emitted to the socket: by its own listener it may be held up. Any thread. */
    void onEmit(long bytes) {
        if (runner != Thread.currentThread()) {
            return;
        }
        freeEvents--;
        freeBytes -= bytes;
        if (freeEvents < 0 || freeBytes < 0) {
            holdUp();
            freeEvents = STRETCH_EVENTS;
            freeBytes = STRETCH_BYTES;
        }
    }

    private void holdUp() {
        if (socket.output().session().inExecutor()) {
            return; // the executor of the application runs listeners there
        }
        if (socket.hasEnded()) {
            LockSupport.parkNanos(this, MAX_PAUSE_NANOS);
            return;
        }
        Timers timers = socket.home().context().timers();
        long from = timers.nanoTime();
        Turn turn = new Turn(Thread.currentThread());
        socket.execute(turn);
        if (!turn.hasCome) {
            LockSupport.parkNanos(this, MAX_PAUSE_NANOS);
        }
        long lag = timers.nanoTime() - from;
        if (lag > CALM_NANOS) {
            LockSupport.parkNanos(this, Math.min(MAX_PAUSE_NANOS, SHARE * lag));
        }
    }

    /** Wakes a listener when the event loop has come to it. */
    private static final class Turn implements Runnable {
        private final Thread listener;
        private volatile boolean hasCome;

        Turn(Thread listener) {
            this.listener = listener;
        }

        @Override
        public void run() {
            hasCome = true;
            LockSupport.unpark(listener);
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
