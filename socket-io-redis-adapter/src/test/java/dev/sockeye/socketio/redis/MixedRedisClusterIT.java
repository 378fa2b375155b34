package dev.sockeye.socketio.redis;

import static org.awaitility.Awaitility.await;

import dev.sockeye.testsupport.Proves;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/** The adapters on a Redis Cluster of three, together with those of Node. */
@Proves("A28")
final class MixedRedisClusterIT {

    @Nested
    @Proves("A30")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    final class Sharded extends OnCluster {
        @Override
        String adapterOfNode() {
            return "sharded";
        }

        @Override
        RedisAdapterFactory newFactory() {
            return RedisAdapterFactory.sharded(
                    connections, ShardedOptions.builder().build());
        }

        @Override
        void settle() {
            await().atMost(Mixed.LONG).until(() -> Stream.of("red", "blue", "all")
                    .allMatch(room -> subscribers("socket.io#/#" + room + "#") == 2));
        }

        private int subscribers(String channel) {
            return servers.stream()
                    .mapToInt(server -> {
                        String answer = server.call("PUBSUB", "SHARDNUMSUB", channel);
                        return Integer.parseInt(
                                answer.substring(answer.lastIndexOf(':') + 1).trim());
                    })
                    .sum();
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    final class Classic extends OnCluster {
        @Override
        String adapterOfNode() {
            return "classic";
        }

        @Override
        RedisAdapterFactory newFactory() {
            return RedisAdapterFactory.pubSub(
                    connections, PubSubOptions.builder().build());
        }
    }

    abstract static class OnCluster extends MixedClusterContract {
        List<RedisProcess> servers;
        RedisConnections connections;

        abstract String adapterOfNode();

        @Override
        void startBroker() {
            servers = Stream.generate(
                            () -> RedisProcess.start("--cluster-enabled", "yes", "--cluster-node-timeout", "2000"))
                    .limit(3)
                    .toList();
            create();
            await().atMost(Duration.ofSeconds(20)).until(() -> servers.stream()
                    .allMatch(server -> server.call("CLUSTER", "INFO").contains("cluster_state:ok")));
            // One of them knows the others.
            connections = RedisConnections.cluster(servers.get(0).uri());
        }

        private void create() {
            try {
                Process cli = new ProcessBuilder(Stream.concat(
                                        Stream.of("redis-cli", "--cluster", "create"),
                                        Stream.concat(
                                                servers.stream().map(server -> "127.0.0.1:" + server.port()),
                                                Stream.of("--cluster-yes")))
                                .toList())
                        .redirectErrorStream(true)
                        .start();
                String output = new String(cli.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (cli.waitFor() != 0) {
                    throw new IllegalStateException(output);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        void stopBroker() {
            if (connections != null) {
                connections.close();
            }
            servers.forEach(RedisProcess::close);
        }

        @Override
        NodePeer startPeer() {
            return NodePeer.start(Map.of(
                    "adapter",
                    adapterOfNode(),
                    // The package "redis" at 4 subscribes several channels of different slots with one connection.
                    "client",
                    "redis",
                    "ports",
                    servers.stream().map(RedisProcess::port).toList(),
                    "node",
                    "peer"));
        }
    }
}
