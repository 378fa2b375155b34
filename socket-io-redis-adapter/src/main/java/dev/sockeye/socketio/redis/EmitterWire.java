package dev.sockeye.socketio.redis;

import dev.sockeye.socketio.adapter.cluster.ClusterMessage;
import dev.sockeye.socketio.adapter.cluster.ClusterMessageCodec;
import dev.sockeye.socketio.adapter.cluster.ClusterMessageType;
import java.util.concurrent.CompletableFuture;

/** Sends the messages of an emitter as one kind of adapter expects them. Thread-safe. */
interface EmitterWire {
    CompletableFuture<?> send(RedisLink link, ClusterMessage message);

    /** To servers with the Pub/Sub adapter. */
    static EmitterWire pubSub(PubSubOptions options) {
        return (link, message) -> {
            String namespace = message.namespace();
            PubSubWire wire = new PubSubWire(namespace, options.codec(), DataParser.INSTANCE);
            if (message instanceof ClusterMessage.Broadcast broadcast) {
                return link.publish(
                        PubSubWire.broadcastChannel(options.key() + "#" + namespace + "#", broadcast.options()),
                        wire.encodeBroadcast(broadcast),
                        false);
            }
            return link.publish(options.key() + "-request#" + namespace + "#", wire.encodeRequest(message), false);
        };
    }

    /** To servers with the streams adapter. */
    static EmitterWire streams(StreamsOptions options) {
        ClusterMessageCodec messages = new ClusterMessageCodec(DataParser.INSTANCE);
        StreamCodec codec = new StreamCodec(messages, options.onlyPlaintext());
        return (link, message) -> message.type() == ClusterMessageType.SERVER_SIDE_EMIT
                ? link.publish(
                        options.channelPrefix() + "#" + message.namespace() + "#",
                        MessagePackCodec.INSTANCE.encode(messages.encode(message)),
                        options.useShardedPubSub())
                : link.append(options.streamOf(message.namespace()), codec.encode(message), options.maxLen());
    }
}
