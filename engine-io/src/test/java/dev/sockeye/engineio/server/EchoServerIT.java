package dev.sockeye.engineio.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.testsupport.wire.RawPolling;
import dev.sockeye.testsupport.wire.RawWebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/engine-io.md shows is what runs here. */
class EchoServerIT {
    @Test
    void theDocumentShowsTheEchoServer() throws Exception {
        Path source = Path.of("src/test/java/dev/sockeye/engineio/server/EchoServer.java");
        List<String> lines = Files.readAllLines(source);
        String shown = lines.subList(lines.indexOf("        // shown") + 1, lines.indexOf("        // end")).stream()
                .map(line -> line.substring(4))
                .collect(Collectors.joining("\n"));
        assertThat(Files.readString(Path.of("../docs/engine-io.md"))).contains(shown);
    }

    @Test
    void theEchoServerEchoes() {
        EngineIoServer server = EchoServer.start(0);
        try (RawPolling client = RawPolling.open(server.port(), EngineFixture.POLLING);
                RawWebSocket webSocket = RawWebSocket.connect(server.port(), EngineFixture.WEBSOCKET)) {
            assertThat(client.post("4hello").text()).isEqualTo("ok");
            assertThat(client.poll().text()).isEqualTo("4hello");
            assertThat(webSocket.text()).startsWith("0{");
            assertThat(webSocket.send("4hello").text()).isEqualTo("4hello");
        } finally {
            server.close().join();
        }
    }
}
