package dev.sockeye.socketio.internal.socket;

import dev.sockeye.socketio.EventArgs;
import dev.sockeye.socketio.EventListener;
import dev.sockeye.socketio.Registration;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Listeners by event. A flat array of names and listeners: sockets have a handful of them, which are found faster, and in
 * less memory, than in a map. Thread-safe; a change makes a new array.
 */
public final class EventListeners {
    private static final Object[] NONE = {};

    private volatile Object[] table = NONE;

    /** Adds a listener. */
    public Registration add(String event, EventListener listener) {
        synchronized (this) {
            Object[] more = Arrays.copyOf(table, table.length + 2);
            more[table.length] = event;
            more[table.length + 1] = listener;
            table = more;
        }
        return () -> remove(event, listener);
    }

    /** Adds a listener that is removed before its first call. */
    public Registration addOnce(String event, EventListener listener) {
        return add(event, new Once(this, event, listener));
    }

    /** Removes a listener of an event. */
    synchronized boolean remove(String event, EventListener listener) {
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

    /** Removes all listeners of an event. */
    synchronized void removeAll(String event) {
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

    /** Removes all. */
    synchronized void clear() {
        table = NONE;
    }

    /** Calls the listeners of an event, in order, through a caller that takes care of what they throw. */
    public void forEach(String event, Consumer<EventListener> caller) {
        Object[] now = table;
        for (int i = 0; i < now.length; i += 2) {
            if (now[i].equals(event) && (!(now[i + 1] instanceof Once once) || once.take())) {
                caller.accept((EventListener) now[i + 1]);
            }
        }
    }

    /** Whether there is none at all. */
    boolean isEmpty() {
        return table.length == 0;
    }

    private record Once(EventListeners owner, String event, EventListener listener) implements EventListener {
        boolean take() {
            return owner.remove(event, this);
        }

        @Override
        public void onEvent(EventArgs args) throws Exception {
            listener.onEvent(args);
        }
    }
}
