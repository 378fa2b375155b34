package dev.sockeye.socketio.internal.socket;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Runs items one after the other, in the order in which they came, on threads of an executor. Thread-safe.
 *
 * <p>New items are pushed on a stack that the running thread takes as a whole and turns around. The stack is null while
 * nothing runs and ends in {@link #RUNNING} while a thread is at work, so that an idle mailbox holds nothing and exactly
 * one thread drains.
 */
public abstract class Mailbox implements Runnable {
    /** Items run at a stretch before other mailboxes get the thread. */
    private static final int BATCH = 64;

    private static final Node RUNNING = new Node(new Object(), null);

    private static final AtomicReferenceFieldUpdater<Mailbox, @Nullable Node> TOP =
            AtomicReferenceFieldUpdater.newUpdater(Mailbox.class, Node.class, "top");

    private final Executor executor;
    private volatile @Nullable Node top;

    /** @param executor lends its threads */
    protected Mailbox(Executor executor) {
        this.executor = executor;
    }

    /** Handles one item; must not throw. */
    protected abstract void receive(Object item);

    /** The executor takes no more tasks, and the item is not received; must not throw. On the thread that found out. */
    protected abstract void refused(Object item);

    /** Asks for a thread that calls {@link #run()}. */
    protected void start() {
        executor.execute(this);
    }

    /** Adds an item. */
    public final void post(Object item) {
        Node node = new Node(item, null);
        Node seen;
        do {
            seen = top;
            node.next = seen;
        } while (!TOP.compareAndSet(this, seen, node));
        if (seen == null) {
            startOrRefuse();
        }
    }

    private void startOrRefuse() {
        try {
            start();
        } catch (RejectedExecutionException e) {
            refuse();
        }
    }

    /** There is no thread for what waits. The next item asks for one again. */
    final void refuse() {
        Node next = turnAround(TOP.getAndSet(this, null));
        while (next != null) {
            refused(next.item);
            next = next.next;
        }
    }

    /** Drains. Called by the executor. */
    @Override
    public final void run() {
        int done = 0;
        while (true) {
            Node next = turnAround(TOP.getAndSet(this, RUNNING));
            while (next != null) {
                receive(next.item);
                next = next.next;
                done++;
            }
            if (TOP.compareAndSet(this, RUNNING, null)) {
                return;
            }
            if (done >= BATCH) {
                startOrRefuse();
                return;
            }
        }
    }

    private static @Nullable Node turnAround(@Nullable Node newest) {
        Node oldest = null;
        Node node = newest;
        while (node != null && node != RUNNING) {
            Node next = node.next;
            node.next = oldest;
            oldest = node;
            node = next;
        }
        return oldest;
    }

    private static final class Node {
        final Object item;

        @Nullable
        Node next;

        Node(Object item, @Nullable Node next) {
            this.item = item;
            this.next = next;
        }
    }
}
