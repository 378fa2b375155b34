package dev.sockeye.socketio.emitter;

import dev.sockeye.socketio.data.MessagePackWriter;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Writes messages as one kind of adapter expects them. Thread-safe. */
interface Wire {
    /** Stands where servers have their id. */
    String UID = "emitter";

    /** What servers read. */
    int MAX_DEPTH = 500;

    /**
     * Data as MessagePack.
     *
     * @throws IllegalArgumentException if there is an object that is no data, or they are nested more than 500 deep
     */
    static byte[] messagePack(Object data) {
        return MessagePackWriter.encode(data, MAX_DEPTH);
    }

    CompletableFuture<Void> broadcast(EmitterLink link, Target target, List<@Nullable Object> args);

    CompletableFuture<Void> join(EmitterLink link, Target target, Collection<String> rooms);

    CompletableFuture<Void> leave(EmitterLink link, Target target, Collection<String> rooms);

    CompletableFuture<Void> disconnect(EmitterLink link, Target target, boolean close);

    CompletableFuture<Void> serverSideEmit(EmitterLink link, String namespace, List<@Nullable Object> args);
}
