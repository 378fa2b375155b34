package dev.sockeye.examples.core.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisNotificationStoreIT extends NotificationStoreContract {
    private Path directory;
    private int port;
    private Process redis;
    private RedisNotificationStore store;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        this.directory = directory;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        startRedis();
        store = new RedisNotificationStore("redis://127.0.0.1:" + port);
    }

    @AfterAll
    void stop() throws Exception {
        store.close();
        redis.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }

    @Override
    NotificationStore store() {
        return store;
    }

    @Test
    void whatWasStoredSurvivesTheSuddenEndOfRedisAndNothingIsPromisedMeanwhile() throws Exception {
        await(store.add("gus", notification("before", 1)));

        redis.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        assertThatThrownBy(() -> await(store.add("gus", notification("during", 2))))
                .isInstanceOf(ExecutionException.class);

        startRedis();
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> assertThat(
                        await(store.load("gus")).unread())
                .containsExactly(notification("before", 1)));
        await(store.add("gus", notification("during", 2)));
        assertThat(await(store.load("gus")).unread()).hasSize(2);
    }

    private void startRedis() throws Exception {
        redis = new ProcessBuilder(
                        "redis-server",
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--dir",
                        directory.toString(),
                        "--appendonly",
                        "yes",
                        "--appendfsync",
                        "always")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(this::isListening);
    }

    private boolean isListening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
