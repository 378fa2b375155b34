package dev.sockeye.socketio.internal.namespace;

import dev.sockeye.socketio.Namespace;
import dev.sockeye.socketio.NamespaceMatcher;
import dev.sockeye.socketio.ParentNamespace;
import dev.sockeye.socketio.Registration;
import dev.sockeye.socketio.SocketIoObserver;
import dev.sockeye.socketio.adapter.Adapter;
import dev.sockeye.socketio.adapter.AdapterContext;
import dev.sockeye.socketio.adapter.LocalSockets;
import dev.sockeye.socketio.internal.socket.ListenerList;
import dev.sockeye.socketio.internal.socket.SocketContext;
import dev.sockeye.socketio.protocol.PacketParser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The namespaces of a server. Thread-safe. */
public final class NamespaceRegistry {
    private final SocketContext context;
    private final ScheduledExecutorService scheduler;
    private final Function<AdapterContext, Adapter> adapters;
    private final ConcurrentHashMap<String, DefaultNamespace> namespaces = new ConcurrentHashMap<>();
    private final ListenerList<DefaultParentNamespace> parents = new ListenerList<>();
    private final ListenerList<Consumer<Namespace>> newNamespaceListeners = new ListenerList<>();

    /** A registry without namespaces. */
    public NamespaceRegistry(
            SocketContext context, ScheduledExecutorService scheduler, Function<AdapterContext, Adapter> adapters) {
        this.context = context;
        this.scheduler = scheduler;
        this.adapters = adapters;
    }

    /** What all sockets of the server share. */
    public SocketContext context() {
        return context;
    }

    private record Context(
            LocalSockets sockets,
            PacketParser parser,
            ScheduledExecutorService scheduler,
            Optional<Duration> maxDisconnectionDuration)
            implements AdapterContext {}

    // --- by the application

    /** The namespace with this name, made if it does not exist; a leading slash is added if it lacks one. */
    public DefaultNamespace of(String name) {
        String full = name.startsWith("/") ? name : "/" + name;
        DefaultNamespace existing = namespaces.get(full);
        if (existing != null) {
            return existing;
        }
        for (DefaultParentNamespace parent : parents.snapshot()) {
            if (parent.matchesPattern(full)) {
                return create(full, parent);
            }
        }
        return create(full, null);
    }

    /** Namespaces to be made for clients that ask for a name in which the pattern is found. */
    public ParentNamespace of(Pattern pattern) {
        DefaultParentNamespace parent = DefaultParentNamespace.of(pattern);
        parents.add(parent);
        return parent;
    }

    /** Namespaces to be made for clients whose wish the matcher grants. */
    public ParentNamespace of(NamespaceMatcher matcher) {
        DefaultParentNamespace parent = DefaultParentNamespace.of(matcher);
        parents.add(parent);
        return parent;
    }

    /** Tells of each namespace but the main one, when it is made. */
    public Registration onNewNamespace(Consumer<Namespace> listener) {
        return newNamespaceListeners.add(listener);
    }

    /** All of them. A copy. */
    public Collection<DefaultNamespace> all() {
        return new ArrayList<>(namespaces.values());
    }

    /** Ends all sockets and adapters. Failures of adapters are logged. */
    public CompletableFuture<Void> close() {
        List<CompletableFuture<Void>> closing = new ArrayList<>();
        for (DefaultNamespace namespace : all()) {
            closing.add(namespace.shutDown().exceptionally(error -> {
                context.errors().report("closing the adapter of namespace " + namespace.name(), error);
                return null;
            }));
        }
        return CompletableFuture.allOf(closing.toArray(new CompletableFuture<?>[0]));
    }

    // --- for clients

    /**
     * Finds the namespace that a client asks for, or makes it, and enters it.
     *
     * @param auth the auth payload as data
     * @param found told the namespace, or null if there is none; at once or later, on any thread
     */
    public void find(String name, @Nullable Object auth, Consumer<@Nullable DefaultNamespace> found) {
        DefaultNamespace existing = namespaces.get(name);
        if (existing != null && existing.life().enter()) {
            found.accept(existing);
        } else {
            ask(parents.snapshot(), 0, name, auth, found);
        }
    }

    private void ask(
            List<DefaultParentNamespace> candidates,
            int first,
            String name,
            @Nullable Object auth,
            Consumer<@Nullable DefaultNamespace> found) {
        for (int i = first; i < candidates.size(); i++) {
            DefaultParentNamespace parent = candidates.get(i);
            if (!parent.isPattern()) {
                int next = i + 1;
                context.handlers().execute(() -> matches(parent, name, auth).whenComplete((matches, error) -> {
                    if (error != null) {
                        context.errors().report("matcher of namespaces", error);
                    }
                    if (error == null && Boolean.TRUE.equals(matches)) {
                        found.accept(enter(name, parent));
                    } else {
                        ask(candidates, next, name, auth, found);
                    }
                }));
                return;
            }
            if (parent.matchesPattern(name)) {
                found.accept(enter(name, parent));
                return;
            }
        }
        found.accept(null);
    }

    private static CompletionStage<Boolean> matches(DefaultParentNamespace parent, String name, @Nullable Object auth) {
        try {
            return parent.matches(name, auth);
        } catch (Exception e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private DefaultNamespace enter(String name, DefaultParentNamespace parent) {
        while (true) {
            DefaultNamespace child = create(name, parent);
            if (child.life().enter()) {
                return child;
            }
            namespaces.remove(name, child);
        }
    }

    /**
     * Under the lock so that a namespace is made once and nobody finds it before the listeners of new namespaces have
     * furnished it; they must not wait for another thread that makes one.
     */
    private synchronized DefaultNamespace create(String name, @Nullable DefaultParentNamespace parent) {
        DefaultNamespace existing = namespaces.get(name);
        if (existing != null) {
            return existing;
        }
        NamespaceLife life = parent != null && context.options().cleanupEmptyChildNamespaces()
                ? NamespaceLife.untilEmpty(child -> remove(child, parent))
                : NamespaceLife.forGood();
        DefaultNamespace made = new DefaultNamespace(name, context, life, this::adapterContext, adapters);
        if (parent != null) {
            parent.adopt(made);
        }
        made.init();
        if (!name.equals("/")) {
            tellNew(made);
        }
        namespaces.put(name, made);
        return made;
    }

    private void tellNew(DefaultNamespace made) {
        SocketIoObserver observer = context.observer();
        if (observer != null) {
            observer.onNewNamespace(made);
        }
        for (Consumer<Namespace> listener : newNamespaceListeners.snapshot()) {
            try {
                listener.accept(made);
            } catch (RuntimeException e) {
                context.errors().report("listener of new namespaces", e);
            }
        }
    }

    private void remove(DefaultNamespace child, DefaultParentNamespace parent) {
        namespaces.remove(child.name(), child);
        parent.forget(child);
        child.adapter().close().whenComplete((done, error) -> {
            if (error != null) {
                context.errors().report("closing the adapter of namespace " + child.name(), error);
            }
        });
    }

    private AdapterContext adapterContext(NodeSockets sockets) {
        return new Context(
                sockets,
                context.parser(),
                scheduler,
                context.options().connectionStateRecovery().map(recovery -> recovery.maxDisconnectionDuration()));
    }
}
