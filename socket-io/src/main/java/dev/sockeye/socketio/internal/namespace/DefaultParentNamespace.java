package dev.sockeye.socketio.internal.namespace;

import static java.util.Objects.requireNonNull;

import dev.sockeye.socketio.AsyncMiddleware;
import dev.sockeye.socketio.ConnectionListener;
import dev.sockeye.socketio.Middleware;
import dev.sockeye.socketio.Namespace;
import dev.sockeye.socketio.NamespaceMatcher;
import dev.sockeye.socketio.ParentNamespace;
import dev.sockeye.socketio.internal.socket.ListenerList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Namespaces made on demand, and what each of them starts with. Thread-safe. */
final class DefaultParentNamespace implements ParentNamespace {
    private final NamespaceMatcher matcher;
    private final @Nullable Pattern pattern;
    private final ListenerList<Object> middlewares = new ListenerList<>();
    private final ListenerList<ConnectionListener> connectionListeners = new ListenerList<>();
    private final Set<DefaultNamespace> children = ConcurrentHashMap.newKeySet();

    private DefaultParentNamespace(NamespaceMatcher matcher, @Nullable Pattern pattern) {
        this.matcher = matcher;
        this.pattern = pattern;
    }

    static DefaultParentNamespace of(NamespaceMatcher matcher) {
        return new DefaultParentNamespace(matcher, null);
    }

    static DefaultParentNamespace of(Pattern pattern) {
        return new DefaultParentNamespace(
                (name, auth) -> CompletableFuture.completedFuture(matches(pattern, name)), pattern);
    }

    /** Whether the decision needs no application code. */
    boolean isPattern() {
        return pattern != null;
    }

    boolean matchesPattern(String name) {
        return pattern != null && matches(pattern, name);
    }

    /** As {@code regex.test(name)}: the pattern may be found anywhere. */
    private static boolean matches(Pattern pattern, String name) {
        return pattern.matcher(name).find();
    }

    CompletionStage<Boolean> matches(String name, @Nullable Object auth) throws Exception {
        return matcher.matches(name, auth);
    }

    void adopt(DefaultNamespace child) {
        child.addAll(middlewares, connectionListeners);
        children.add(child);
    }

    void forget(DefaultNamespace child) {
        children.remove(child);
    }

    @Override
    public Collection<Namespace> children() {
        return new ArrayList<>(children);
    }

    @Override
    public ParentNamespace use(Middleware middleware) {
        middlewares.add(requireNonNull(middleware, "middleware"));
        return this;
    }

    @Override
    public ParentNamespace useAsync(AsyncMiddleware middleware) {
        middlewares.add(requireNonNull(middleware, "middleware"));
        return this;
    }

    @Override
    public ParentNamespace onConnection(ConnectionListener listener) {
        connectionListeners.add(requireNonNull(listener, "listener"));
        return this;
    }

    @Override
    public void emit(String event, @Nullable Object... args) {
        children.forEach(child -> child.emit(event, args));
    }

    @Override
    public void emitTo(Collection<String> rooms, Collection<String> except, String event, @Nullable Object... args) {
        Set<String> in = new LinkedHashSet<>(rooms);
        Set<String> without = new LinkedHashSet<>(except);
        children.forEach(child -> child.to(in).except(without).emit(event, args));
    }
}
