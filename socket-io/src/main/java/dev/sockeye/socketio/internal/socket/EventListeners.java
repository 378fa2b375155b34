package dev.sockeye.socketio.internal.socket;

import dev.sockeye.socketio.EventArgs;
import dev.sockeye.socketio.EventListener;
import dev.sockeye.socketio.Registration;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Listeners by event. A flat array of names and listeners: sockets have a handful of them, which are found faster, and in
 * less memory, than in a map. Thread-safe; a change makes a new array. A socket extends it because that is smaller than an
 * object beside it.
 */
public abstract class EventListeners {
    private static final Object[] NONE = {};

    private volatile Object[] table = NONE;

    /** The lock under which the table changes. */
    protected abstract Object tableLock();

    /** Adds a listener. */
    public final Registration addListener(String event, EventListener listener) {
        synchronized (tableLock()) {
            Object[] more = Arrays.copyOf(table, table.length + 2);
            more[table.length] = event;
            more[table.length + 1] = listener;
            table = more;
        }
        return () -> removeListener(event, listener);
    }

    /** Adds a listener that is removed before its first call. */
    final Registration addOnceListener(String event, EventListener listener) {
        return addListener(event, new Once(this, event, listener));
    }

    /** Removes a listener of an event. */
    private boolean removeListener(String event, EventListener listener) {
        synchronized (tableLock()) {
            for (int i = 0; i < table.length; i += 2) {
                if (table[i + 1] == listener && table[i].equals(event)) {
                    Object[] fewer = new Object[table.length - 2];
                    System.arraycopy(table, 0, fewer, 0, i);
                    System.arraycopy(table, i + 2, fewer, i, fewer.length - i);
                    table = fewer;
                    return true;
                }
            }
            return false;
        }
    }

    /** Removes all listeners of an event. */
    final void removeListeners(String event) {
        synchronized (tableLock()) {
            Object[] fewer = new Object[table.length];
            int length = 0;
            for (int i = 0; i < table.length; i += 2) {
                if (!table[i].equals(event)) {
                    fewer[length++] = table[i];
                    fewer[length++] = table[i + 1];
                }
            }
            table = Arrays.copyOf(fewer, length);
        }
    }

    /** Removes all. */
    final void removeListeners() {
        synchronized (tableLock()) {
            table = NONE;
        }
    }

    /** Calls the listeners of an event, in order, through a caller that takes care of what they throw. */
    public final void forEachListener(String event, Consumer<EventListener> caller) {
        Object[] now = table;
        for (int i = 0; i < now.length; i += 2) {
            if (now[i].equals(event) && (!(now[i + 1] instanceof Once once) || once.take())) {
                caller.accept((EventListener) now[i + 1]);
            }
        }
    }

    private record Once(EventListeners owner, String event, EventListener listener) implements EventListener {
        boolean take() {
            return owner.removeListener(event, this);
        }

        @Override
        public void onEvent(EventArgs args) throws Exception {
            listener.onEvent(args);
        }
    }
}
