package dev.sockeye.socketio.emitter;

import dev.sockeye.socketio.data.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the sharded and the streams adapter have in common: messages with {@code uid}, {@code nsp}, {@code type}, {@code data}. */
abstract class ClusterWire implements Wire {
    private static final int BROADCAST = 3;
    private static final int SOCKETS_JOIN = 4;
    private static final int SOCKETS_LEAVE = 5;
    private static final int DISCONNECT_SOCKETS = 6;
    private static final int SERVER_SIDE_EMIT = 9;

    final String channelPrefix;

    ClusterWire(String channelPrefix) {
        this.channelPrefix = channelPrefix;
    }

    abstract CompletableFuture<Void> send(EmitterLink link, String namespace, int type, Map<String, Object> data);

    @Override
    public CompletableFuture<Void> broadcast(EmitterLink link, Target target, List<@Nullable Object> args) {
        Map<String, Object> data = new LinkedHashMap<>(4);
        data.put("packet", PubSubWire.packet(target.namespace(), args));
        data.put("opts", target.options());
        return send(link, target.namespace(), BROADCAST, data);
    }

    @Override
    public CompletableFuture<Void> join(EmitterLink link, Target target, Collection<String> rooms) {
        return send(link, target, SOCKETS_JOIN, "rooms", List.copyOf(rooms));
    }

    @Override
    public CompletableFuture<Void> leave(EmitterLink link, Target target, Collection<String> rooms) {
        return send(link, target, SOCKETS_LEAVE, "rooms", Target.names(rooms));
    }

    @Override
    public CompletableFuture<Void> disconnect(EmitterLink link, Target target, boolean close) {
        return send(link, target, DISCONNECT_SOCKETS, "close", close);
    }

    private CompletableFuture<Void> send(EmitterLink link, Target target, int type, String field, Object value) {
        Map<String, Object> data = new LinkedHashMap<>(4);
        data.put("opts", target.options());
        data.put(field, value);
        return send(link, target.namespace(), type, data);
    }

    @Override
    public CompletableFuture<Void> serverSideEmit(EmitterLink link, String namespace, List<@Nullable Object> args) {
        Map<String, Object> data = new LinkedHashMap<>(2);
        data.put("packet", args);
        return send(link, namespace, SERVER_SIDE_EMIT, data);
    }

    final String channel(String namespace) {
        return channelPrefix + "#" + namespace + "#";
    }

    static Map<String, Object> message(String namespace, int type, Map<String, Object> data) {
        Map<String, Object> message = new LinkedHashMap<>(8);
        message.put("uid", UID);
        message.put("nsp", namespace);
        message.put("type", type);
        message.put("data", data);
        return message;
    }

    /** Sharded Pub/Sub. Thread-safe. */
    static final class Sharded extends ClusterWire {
        Sharded(String channelPrefix) {
            super(channelPrefix);
        }

        @Override
        CompletableFuture<Void> send(EmitterLink link, String namespace, int type, Map<String, Object> data) {
            Map<String, Object> message = message(namespace, type, data);
            byte[] bytes = JsonWriter.encode(message).orElseGet(() -> Wire.messagePack(message));
            return link.publish(channel(namespace), bytes, true);
        }
    }

    /**
     * Entries of a stream; server-side events go over Pub/Sub. Thread-safe.
     */
    static final class Streams extends ClusterWire {
        private final String streamName;
        private final int streamCount;
        private final long maxLen;
        private final boolean useShardedPubSub;
        private final boolean onlyPlaintext;

        Streams(RedisEmitterBuilder options) {
            super(options.key);
            streamName = options.streamName;
            streamCount = options.streamCount;
            maxLen = options.maxLen;
            useShardedPubSub = options.useShardedPubSub;
            onlyPlaintext = options.onlyPlaintext;
        }

        @Override
        CompletableFuture<Void> send(EmitterLink link, String namespace, int type, Map<String, Object> data) {
            if (type == SERVER_SIDE_EMIT) {
                return link.publish(
                        channel(namespace), Wire.messagePack(message(namespace, type, data)), useShardedPubSub);
            }
            Map<String, byte[]> fields = new LinkedHashMap<>(8);
            fields.put("uid", utf8(UID));
            fields.put("nsp", utf8(namespace));
            fields.put("type", utf8(Integer.toString(type)));
            fields.put("data", encode(data));
            return link.append(streamOf(namespace), fields, maxLen);
        }

        private byte[] encode(Map<String, Object> data) {
            if (onlyPlaintext) {
                return JsonWriter.encodePlain(data);
            }
            return JsonWriter.encode(data).orElseGet(() -> Base64.getEncoder().encode(Wire.messagePack(data)));
        }

        private String streamOf(String namespace) {
            return streamCount == 1 ? streamName : streamName + "-" + Math.floorMod(namespace.hashCode(), streamCount);
        }

        private static byte[] utf8(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }
}
