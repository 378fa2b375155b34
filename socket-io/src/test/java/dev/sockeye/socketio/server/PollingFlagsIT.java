package dev.sockeye.socketio.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.testsupport.Proves;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The flags of emits and broadcasts, where a polling client can see them. */
final class PollingFlagsIT {
    private static final String TEXT = "x".repeat(2000);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private SocketIoServer io;
    private String path;

    @BeforeEach
    void start() throws Exception {
        io = SocketIoServer.builder().host("localhost").port(0).build();
        io.onConnection(socket -> {
            socket.on(
                    "emit", Boolean.class, compress -> socket.compress(compress).emit("text", TEXT));
            socket.on("broadcast", Boolean.class, compress -> io.compress(compress)
                    .emit("text", TEXT));
            socket.on("volatile", args -> {
                io.volatile_().emit("dropped");
                socket.volatile_().emit("dropped");
                socket.emit("end");
            });
        });
        io.start();
        path = "/socket.io/?EIO=4&transport=polling";
        path += "&sid=" + poll().body().replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
        post("40");
        assertThat(poll().body()).startsWith("40{");
    }

    @AfterEach
    void stop() {
        io.close().join();
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + io.port() + path))
                .timeout(Duration.ofSeconds(10));
    }

    private HttpResponse<String> poll() throws Exception {
        return http.send(request().header("Accept-Encoding", "gzip").build(), BodyHandlers.ofString());
    }

    private void post(String body) throws Exception {
        HttpResponse<String> answer =
                http.send(request().POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("ok");
    }

    @Test
    @Proves({"E68", "S27", "S39"})
    void compressionIsLeftOutWhereTheFlagSaysSo() throws Exception {
        for (String event : new String[] {"emit", "broadcast"}) {
            for (boolean compress : new boolean[] {true, false}) {
                post("42[\"" + event + "\"," + compress + "]");
                assertThat(poll().headers().firstValue("content-encoding").isPresent())
                        .as("%s with compress(%s)", event, compress)
                        .isEqualTo(compress);
            }
        }
    }

    @Test
    @Proves({"S28", "S39"})
    void volatileEventsAreDroppedWhenNoPollWaits() throws Exception {
        post("42[\"volatile\"]");
        Thread.sleep(200);
        assertThat(poll().body()).isEqualTo("42[\"end\"]");
    }
}
