package dev.sockeye.socketio.redis;

import static dev.sockeye.socketio.redis.Mixed.awaitServers;
import static dev.sockeye.socketio.redis.Mixed.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.testsupport.Proves;
import dev.sockeye.testsupport.TestCertificate;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Redis behind Sentinel, with TLS, with users and passwords: by the URI alone. */
final class RedisDeploymentsIT {
    private static final Duration BACK = Duration.ofSeconds(2);
    private static final String PASSWORD = "p@ss/word";
    private static final String PASSWORD_IN_URI = "p%40ss%2Fword";

    @TempDir
    Path directory;

    private final List<AutoCloseable> started = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (int i = started.size() - 1; i >= 0; i--) {
            started.get(i).close();
        }
    }

    private <T extends AutoCloseable> T closeLater(T resource) {
        started.add(resource);
        return resource;
    }

    private FakeNode newNode(RedisConnections connections, RedisFaultsIT.Kind kind, String socket) {
        return closeLater(
                new FakeNode("/").with(kind.factory.apply(connections)).add(socket, "room"));
    }

    private static List<Long> numbers(FakeNode node) {
        return node.received().stream()
                .map(received -> ((Number) received.args().get(1)).longValue())
                .toList();
    }

    private static void emit(FakeNode node, long number) {
        node.adapter().broadcast(event("n", number), BroadcastOptions.ALL);
    }

    @ParameterizedTest
    @EnumSource(RedisFaultsIT.Kind.class)
    @Proves("A29")
    void theReplicaThatSentinelPromotesIsUsed(RedisFaultsIT.Kind kind) throws Exception {
        RedisProcess primary = closeLater(RedisProcess.start());
        RedisProcess replica =
                closeLater(RedisProcess.start("--replicaof", "127.0.0.1", String.valueOf(primary.port())));
        await().atMost(Duration.ofSeconds(10)).until(() -> replica.call("ROLE").contains("connected"));
        Path config = directory.resolve("sentinel.conf");
        Files.writeString(
                config,
                "sentinel monitor main 127.0.0.1 " + primary.port() + " 1\n"
                        + "sentinel down-after-milliseconds main 500\n"
                        + "sentinel failover-timeout main 2000\n");
        RedisProcess sentinel = closeLater(RedisProcess.startSentinel(config));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> sentinel.call("SENTINEL", "REPLICAS", "main").contains("127.0.0.1:" + replica.port()));

        String uri = "redis-sentinel://127.0.0.1:" + sentinel.port() + "#main";
        FakeNode a = newNode(closeLater(RedisConnections.standalone(uri)), kind, "a");
        FakeNode b = newNode(closeLater(RedisConnections.standalone(uri)), kind, "b");
        awaitServers(a.adapter(), 2);
        awaitServers(b.adapter(), 2);
        long[] next = {0};
        CompletableFuture<Void> stop = new CompletableFuture<>();
        Thread traffic = new Thread(() -> {
            while (!stop.isDone()) {
                emit(a, next[0]++);
                pause(2);
            }
        });
        traffic.start();
        try {
            await().atMost(BACK).until(() -> b.count() > 0);
            primary.kill();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> sentinel.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "main")
                            .contains("\r\n" + replica.port() + "\r\n"));
            int before = b.count();
            await().atMost(BACK).until(() -> b.count() > before);
            if (kind == RedisFaultsIT.Kind.CLASSIC) {
                // What was the primary comes back as a replica, on which nothing depends. Sentinel sees to that after
                // ten seconds, which are not waited for here.
                primary.restart();
                primary.call("REPLICAOF", "127.0.0.1", replica.port());
                await().atMost(BACK).until(() -> primary.call("ROLE").contains("slave"));
            }
        } finally {
            stop.complete(null);
            traffic.join();
        }
        emit(a, next[0]);
        await().atMost(BACK).until(() -> numbers(b).contains(next[0]));

        assertThat(numbers(a)).as("local deliveries").hasSize((int) next[0] + 1).isSorted();
        assertThat(numbers(a)).doesNotHaveDuplicates();
        assertThat(numbers(b)).isSorted().doesNotHaveDuplicates();
    }

    private static RedisProcess startWithUser() {
        // Whoever does not say who he is may do what the test needs to look in, and nothing else.
        return RedisProcess.start(
                "--user",
                "default",
                "on",
                "nopass",
                "+ping",
                "+client",
                "--user",
                "service",
                "on",
                ">" + PASSWORD,
                "~*",
                "&*",
                "+@all");
    }

    @ParameterizedTest
    @EnumSource(RedisFaultsIT.Kind.class)
    void userAndPasswordAreInTheUri(RedisFaultsIT.Kind kind) {
        RedisProcess redis = closeLater(startWithUser());
        RedisConnections connections = closeLater(
                RedisConnections.standalone("redis://service:" + PASSWORD_IN_URI + "@127.0.0.1:" + redis.port()));
        FakeNode a = newNode(connections, kind, "a");
        FakeNode b = newNode(connections, kind, "b");
        awaitServers(a.adapter(), 2);
        emit(a, 1);
        await().atMost(BACK).untilAsserted(() -> assertThat(numbers(b)).containsExactly(1L));
        assertThat(redis.call("CLIENT", "LIST")).contains("user=service");
    }

    @Test
    void aWrongPasswordKeepsServersApartAndTheirOwnSocketsServed() {
        RedisProcess redis = closeLater(startWithUser());
        RedisAdapterFactory factory = RedisAdapterFactory.pubSub("redis://service:wrong@127.0.0.1:" + redis.port());
        FakeNode a = closeLater(new FakeNode("/").with(factory).add("a"));
        pause(500);
        emit(a, 1);
        assertThat(numbers(a)).containsExactly(1L);
        assertThat(a.initialized()).isNotDone();
        assertThat(factory.metrics().lost()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(RedisFaultsIT.Kind.class)
    void tlsIsInTheUri(RedisFaultsIT.Kind kind) throws Exception {
        Tls tls = new Tls(directory);
        int port = RedisProcess.freePort();
        RedisProcess redis = closeLater(RedisProcess.start(tls.options(port)));
        RedisURI uri = RedisURI.create("rediss://localhost:" + port);
        RedisClient client = RedisClient.create();
        closeLater(() -> client.shutdown(0, 2, TimeUnit.SECONDS));
        client.setOptions(RedisConnections.recommendedOptions()
                .mutate()
                .sslOptions(SslOptions.builder()
                        .trustManager(tls.certificate.toFile())
                        .build())
                .build());
        FakeNode a = newNode(RedisConnections.using(client, uri), kind, "a");
        // Without looking at the certificate, which only a test should do.
        FakeNode b = newNode(
                closeLater(RedisConnections.standalone("rediss://localhost:" + port + "?verifyPeer=NONE")), kind, "b");
        awaitServers(a.adapter(), 2);
        awaitServers(b.adapter(), 2);
        emit(a, 1);
        await().atMost(BACK).untilAsserted(() -> assertThat(numbers(b)).containsExactly(1L));
        assertThat(redis.call("CLIENT", "LIST", "TYPE", "pubsub")).contains("laddr=127.0.0.1:" + port);
    }

    /** As {@code -Djavax.net.ssl.trustStore=...} does for a whole program. */
    @ParameterizedTest
    @EnumSource(RedisFaultsIT.Kind.class)
    void aCertificateInTheTrustStoreOfTheJvmIsTrusted(RedisFaultsIT.Kind kind) throws Exception {
        Tls tls = new Tls(directory);
        int port = RedisProcess.freePort();
        RedisProcess redis = closeLater(RedisProcess.start(tls.options(port)));
        Map<String, String> properties = Map.of(
                "javax.net.ssl.trustStore",
                tls.store.toString(),
                "javax.net.ssl.trustStorePassword",
                TestCertificate.PASSWORD);
        properties.forEach(System::setProperty);
        try {
            RedisConnections connections = closeLater(RedisConnections.standalone("rediss://localhost:" + port));
            FakeNode a = newNode(connections, kind, "a");
            FakeNode b = newNode(connections, kind, "b");
            awaitServers(a.adapter(), 2);
            awaitServers(b.adapter(), 2);
            emit(a, 1);
            await().atMost(BACK).untilAsserted(() -> assertThat(numbers(b)).containsExactly(1L));
            assertThat(redis.call("CLIENT", "LIST", "TYPE", "pubsub")).contains("laddr=127.0.0.1:" + port);
        } finally {
            properties.keySet().forEach(System::clearProperty);
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
        int port = RedisProcess.freePort();
        closeLater(RedisProcess.start(new Tls(directory).options(port)));
        FakeNode a = closeLater(new FakeNode("/").with(RedisAdapterFactory.pubSub("rediss://localhost:" + port)));
        pause(1000);
        assertThat(a.initialized()).isNotDone();
    }

    /** A certificate of its own for localhost. */
    private static final class Tls {
        final Path store;
        final Path certificate;
        private final Path key;

        Tls(Path directory) throws Exception {
            store = directory.resolve("store.p12");
            certificate = directory.resolve("certificate.pem");
            key = directory.resolve("key.pem");
            TestCertificate.create("localhost", store).writePem(certificate, key);
        }

        String[] options(int port) {
            return new String[] {
                "--tls-port",
                String.valueOf(port),
                "--tls-cert-file",
                certificate.toString(),
                "--tls-key-file",
                key.toString(),
                "--tls-ca-cert-file",
                certificate.toString(),
                "--tls-auth-clients",
                "no"
            };
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
