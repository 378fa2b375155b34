package dev.sockeye.socketio.internal.namespace;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How long a namespace lives: for good, or, where empty children are cleaned up, as long as clients are in it or wait to be
 * let in. Thread-safe.
 */
final class NamespaceLife {
    /** Told when the last client has left; null if the namespace lives for good. */
    private final @Nullable Consumer<DefaultNamespace> onEmpty;

    // Guarded by this.
    private int clients;
    private boolean ended;

    private NamespaceLife(@Nullable Consumer<DefaultNamespace> onEmpty) {
        this.onEmpty = onEmpty;
    }

    static NamespaceLife forGood() {
        return new NamespaceLife(null);
    }

    static NamespaceLife untilEmpty(Consumer<DefaultNamespace> onEmpty) {
        return new NamespaceLife(onEmpty);
    }

    /** A client wants in; false if it came too late and the namespace has to be made anew. */
    synchronized boolean enter() {
        if (!ended && onEmpty != null) {
            clients++;
        }
        return !ended;
    }

    /** A client was refused, or has left. */
    void exit(DefaultNamespace namespace) {
        if (onEmpty == null) {
            return;
        }
        synchronized (this) {
            clients--;
            if (clients > 0 || ended) {
                return;
            }
            ended = true;
        }
        onEmpty.accept(namespace);
    }
}
