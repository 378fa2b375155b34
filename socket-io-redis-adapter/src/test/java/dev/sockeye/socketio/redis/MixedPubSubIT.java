package dev.sockeye.socketio.redis;

import dev.sockeye.testsupport.Proves;
import java.util.List;
import java.util.Map;

/** The Pub/Sub adapter in one cluster with {@code @socket.io/redis-adapter} 8. */
@Proves({"A13", "A15"})
final class MixedPubSubIT extends MixedClusterContract {
    @Override
    NodePeer startPeer() {
        return NodePeer.start(Map.of("adapter", "classic", "ports", List.of(redis.port()), "node", "peer"));
    }

    @Override
    RedisAdapterFactory newFactory() {
        return RedisAdapterFactory.pubSub(redis.uri());
    }
}
