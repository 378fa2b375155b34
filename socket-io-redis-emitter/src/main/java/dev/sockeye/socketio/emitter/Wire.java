package dev.sockeye.socketio.emitter;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Writes messages as one kind of adapter expects them. Thread-safe. */
interface Wire {
    /** Stands where servers have their id. */
    String UID = "emitter";

    CompletableFuture<Void> broadcast(EmitterLink link, Target target, List<@Nullable Object> args);

    CompletableFuture<Void> join(EmitterLink link, Target target, Collection<String> rooms);

    CompletableFuture<Void> leave(EmitterLink link, Target target, Collection<String> rooms);

    CompletableFuture<Void> disconnect(EmitterLink link, Target target, boolean close);

    CompletableFuture<Void> serverSideEmit(EmitterLink link, String namespace, List<@Nullable Object> args);
}
