package dev.sockeye.socketio.emitter;

import dev.sockeye.socketio.data.JsonWriter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** As {@code @socket.io/redis-emitter} 5 writes. Thread-safe. */
final class PubSubWire implements Wire {
    private static final int EVENT = 2;
    private static final int REMOTE_JOIN = 2;
    private static final int REMOTE_LEAVE = 3;
    private static final int REMOTE_DISCONNECT = 4;
    private static final int SERVER_SIDE_EMIT = 6;

    private final String key;
    private final Function<Object, byte[]> encoder;

    PubSubWire(String key, Function<Object, byte[]> encoder) {
        this.key = key;
        this.encoder = encoder;
    }

    /** An event as data. */
    static Map<String, Object> packet(String namespace, List<@Nullable Object> args) {
        Map<String, Object> packet = new LinkedHashMap<>(4);
        packet.put("type", EVENT);
        packet.put("data", args);
        packet.put("nsp", namespace);
        return packet;
    }

    @Override
    public CompletableFuture<Void> broadcast(EmitterLink link, Target target, List<@Nullable Object> args) {
        String channel = key + "#" + target.namespace() + "#";
        if (target.rooms().size() == 1) {
            channel += target.rooms().iterator().next() + "#";
        }
        return link.publish(
                channel, encoder.apply(List.of(UID, packet(target.namespace(), args), target.options())), false);
    }

    @Override
    public CompletableFuture<Void> join(EmitterLink link, Target target, Collection<String> rooms) {
        return request(link, target, REMOTE_JOIN, "rooms", List.copyOf(rooms));
    }

    @Override
    public CompletableFuture<Void> leave(EmitterLink link, Target target, Collection<String> rooms) {
        return request(link, target, REMOTE_LEAVE, "rooms", Target.names(rooms));
    }

    @Override
    public CompletableFuture<Void> disconnect(EmitterLink link, Target target, boolean close) {
        return request(link, target, REMOTE_DISCONNECT, "close", close);
    }

    private CompletableFuture<Void> request(EmitterLink link, Target target, int type, String field, Object value) {
        Map<String, Object> request = new LinkedHashMap<>(8);
        request.put("uid", UID);
        request.put("type", type);
        request.put("opts", target.matching());
        request.put(field, value);
        return publishRequest(link, target.namespace(), request);
    }

    @Override
    public CompletableFuture<Void> serverSideEmit(EmitterLink link, String namespace, List<@Nullable Object> args) {
        Map<String, Object> request = new LinkedHashMap<>(4);
        request.put("uid", UID);
        request.put("type", SERVER_SIDE_EMIT);
        request.put("data", args);
        return publishRequest(link, namespace, request);
    }

    /** JSON, unless there is binary in it; the receiver sees which by the first byte. */
    private CompletableFuture<Void> publishRequest(EmitterLink link, String namespace, Map<String, Object> request) {
        byte[] message = JsonWriter.encode(request).orElseGet(() -> encoder.apply(request));
        return link.publish(key + "-request#" + namespace + "#", message, false);
    }
}
