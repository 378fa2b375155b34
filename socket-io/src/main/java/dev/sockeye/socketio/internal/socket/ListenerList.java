package dev.sockeye.socketio.internal.socket;

import dev.sockeye.socketio.Registration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Listeners in order; a change makes a new array, so that a call in progress sees the old ones. Thread-safe. */
public final class ListenerList<T> {
    private static final Object[] NONE = {};

    private volatile Object[] listeners = NONE;

    /** Adds one at the end. */
    public Registration add(T listener) {
        synchronized (this) {
            Object[] more = Arrays.copyOf(listeners, listeners.length + 1);
            more[more.length - 1] = listener;
            listeners = more;
        }
        return () -> remove(listener);
    }

    /** Adds one in front. */
    public Registration addFirst(T listener) {
        synchronized (this) {
            Object[] more = new Object[listeners.length + 1];
            more[0] = listener;
            System.arraycopy(listeners, 0, more, 1, listeners.length);
            listeners = more;
        }
        return () -> remove(listener);
    }

    /** Adds all of another list. */
    public synchronized void addAll(ListenerList<T> other) {
        Object[] theirs = other.listeners;
        Object[] more = Arrays.copyOf(listeners, listeners.length + theirs.length);
        System.arraycopy(theirs, 0, more, listeners.length, theirs.length);
        listeners = more;
    }

    /** Removes the first that is this object. */
    public synchronized void remove(T listener) {
        Object[] now = listeners;
        for (int i = 0; i < now.length; i++) {
            if (now[i] == listener) {
                Object[] fewer = new Object[now.length - 1];
                System.arraycopy(now, 0, fewer, 0, i);
                System.arraycopy(now, i + 1, fewer, i, fewer.length - i);
                listeners = fewer;
                return;
            }
        }
    }

    /** Removes all. */
    public synchronized void clear() {
        listeners = NONE;
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return listeners.length == 0;
    }

    /** They as they are now. */
    @SuppressWarnings("unchecked")
    public List<T> snapshot() {
        Object[] now = listeners;
        return now.length == 0
                ? Collections.emptyList()
                : (List<T>) Collections.unmodifiableList(new ArrayList<>(Arrays.asList(now)));
    }

    /** They as an array that must not be changed. */
    public Object[] array() {
        return listeners;
    }
}
