package dev.sockeye.socketio.redis;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A Redis Cluster of three on free ports, one for all tests, since it takes its time to start. Not thread-safe. */
final class RedisClusterProcess {
    private static RedisClusterProcess shared;

    private final List<RedisProcess> servers = Stream.generate(
                    () -> RedisProcess.start("--cluster-enabled", "yes", "--cluster-node-timeout", "2000"))
            .limit(3)
            .toList();

    private RedisClusterProcess() {}

    /** Starts it the first time, and returns when it serves all slots. It ends with this program. */
    static synchronized RedisClusterProcess shared() {
        if (shared == null) {
            shared = start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> shared.servers.forEach(RedisProcess::close)));
        }
        return shared;
    }

    private static RedisClusterProcess start() {
        RedisClusterProcess cluster = new RedisClusterProcess();
        cluster.join();
        await().atMost(Duration.ofSeconds(20)).until(() -> cluster.servers.stream()
                .allMatch(server -> server.call("CLUSTER", "INFO").contains("cluster_state:ok")));
        return cluster;
    }

    private void join() {
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

    List<RedisProcess> servers() {
        return servers;
    }

    /** One of them knows the others. */
    String uri() {
        return servers.get(0).uri();
    }
}
