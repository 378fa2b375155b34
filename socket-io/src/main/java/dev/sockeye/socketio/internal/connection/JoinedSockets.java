package dev.sockeye.socketio.internal.connection;

import dev.sockeye.socketio.internal.socket.DefaultSocket;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The joined sockets of a connection. Mostly that is one: only the others take an array. Confined to the session's executor.
 * {@link ClientConnection} extends it because that is smaller than an object beside it.
 */
abstract sealed class JoinedSockets permits ClientConnection {
    private static final DefaultSocket[] NONE = {};

    private @Nullable DefaultSocket first;

    /** The array is replaced, never changed. */
    private DefaultSocket[] others = NONE;

    final int joined() {
        return first == null ? 0 : 1 + others.length;
    }

    final @Nullable DefaultSocket find(String namespace) {
        if (first == null || isIn(first, namespace)) {
            return first;
        }
        for (DefaultSocket socket : others) {
            if (isIn(socket, namespace)) {
                return socket;
            }
        }
        return null;
    }

    private static boolean isIn(DefaultSocket socket, String namespace) {
        return socket.namespace().name().equals(namespace);
    }

    /** The sockets of this moment, in order of joining. */
    final DefaultSocket[] sockets() {
        if (first == null) {
            return NONE;
        }
        DefaultSocket[] all = new DefaultSocket[joined()];
        all[0] = first;
        System.arraycopy(others, 0, all, 1, others.length);
        return all;
    }

    /** Calls those of this moment, also if one of them is dropped meanwhile. */
    final void forEachSocket(Consumer<DefaultSocket> action) {
        DefaultSocket[] behind = others;
        if (first != null) {
            action.accept(first);
        }
        for (DefaultSocket socket : behind) {
            action.accept(socket);
        }
    }

    final void add(DefaultSocket socket) {
        if (first == null) {
            first = socket;
        } else {
            others = Arrays.copyOf(others, others.length + 1);
            others[others.length - 1] = socket;
        }
    }

    /** Takes a socket out, if it is there. */
    final void drop(DefaultSocket socket) {
        if (socket == first) {
            first = others.length == 0 ? null : others[0];
            removeOther(0);
        } else {
            removeOther(Arrays.asList(others).indexOf(socket));
        }
    }

    private void removeOther(int index) {
        if (index >= 0 && index < others.length) {
            DefaultSocket[] fewer = new DefaultSocket[others.length - 1];
            System.arraycopy(others, 0, fewer, 0, index);
            System.arraycopy(others, index + 1, fewer, index, fewer.length - index);
            others = fewer.length == 0 ? NONE : fewer;
        }
    }

    final void dropAll() {
        first = null;
        others = NONE;
    }
}
