package dev.sockeye.engineio.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.EngineSession;
import dev.sockeye.engineio.protocol.ProtocolVersion;
import dev.sockeye.testsupport.Proves;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published {@code engine.io-client} of both generations, in Node.js. */
class EngineClientIT {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "6; polling",
                "6; websocket",
                "6; polling,websocket",
                "3; polling",
                "3; websocket",
                "3; polling,websocket"
            })
    @Proves({"E1", "E2", "E14", "E28", "E31", "E37", "E47", "E49", "E52", "E54", "E61", "E95", "E96", "E97"})
    void aPublishedClientPlaysAWholeSession(String generation, String transports) throws Exception {
        try (EngineFixture engine = EngineFixture.start(o -> o.allowEio3(true)
                        // clients of revision 3 do not know maxPayload and send all at once
                        .maxHttpBufferSize(generation.equals("6") ? 150 : 10_000)
                        .pingInterval(Duration.ofMillis(300))
                        .pingTimeout(Duration.ofSeconds(5)))
                .echo()) {
            Process client = new ProcessBuilder(
                            "node",
                            Path.of("src/test/js/client.mjs").toString(),
                            generation,
                            transports,
                            "ws://127.0.0.1:" + engine.port())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(client.getInputStream().readAllBytes(), UTF_8);
            assertThat(client.waitFor()).as(output).isZero();
            String last = transports.substring(transports.indexOf(',') + 1);
            assertThat(output)
                    .isEqualTo(last + " [\"€😀\\n\\\\n\",\"binary 6500ff\"] number 0 to number 39, last\n"
                            + "in order\nclose forced close\n");
            EngineSession session = engine.session();
            assertThat(session.protocol()).isEqualTo(generation.equals("6") ? ProtocolVersion.V4 : ProtocolVersion.V3);
            EngineFixture.await(() -> engine.server().clientsCount() == 0);
        }
    }
}
