package dev.sockeye.engineio.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.EngineSession;
import dev.sockeye.engineio.protocol.ProtocolVersion;
import dev.sockeye.testsupport.Proves;
import dev.sockeye.testsupport.wire.HttpAnswer;
import dev.sockeye.testsupport.wire.RawConnection;
import dev.sockeye.testsupport.wire.RawPolling;
import dev.sockeye.testsupport.wire.RawWebSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of protocol revision 3, and JSONP. */
class Eio3IT {
    private final EngineFixture engine = EngineFixture.start(o -> o.allowEio3(true));

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    @Proves("E93")
    void lengthsOfTextCountUtf16Units() {
        try (RawPolling client = engine.polling(EngineFixture.POLLING_V3)) {
            assertThat(client.post("4:4€😀5:4abcd").summary()).isEqualTo("200 ok");
            engine.expect("text €😀").expect("text abcd");
            EngineSession session = engine.session();
            assertThat(session.protocol()).isEqualTo(ProtocolVersion.V3);
            session.send("€😀");
            session.send("plain");
            PollingIT.awaitBuffered(session);
            HttpAnswer answer = client.poll();
            assertThat(answer.summary()).isEqualTo("200 4:4€😀6:4plain");
            assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=UTF-8");
        }
    }

    @Test
    @Proves("E94")
    void binaryTravelsInFramedPayloads() {
        try (RawPolling client = engine.polling(EngineFixture.POLLING_V3)) {
            EngineSession session = engine.session();
            session.send("€");
            session.send(new byte[] {1, 2});
            PollingIT.awaitBuffered(session);
            HttpAnswer answer = client.poll();
            assertThat(answer.header("content-type")).isEqualTo("application/octet-stream");
            assertThat(answer.body()) // kind, digits of the length in bytes, 255, type, data
                    .containsExactly(0, 4, 255, '4', 0xe2, 0x82, 0xac, 1, 3, 255, 4, 1, 2);
            byte[] payload = {0, 2, -1, '4', 'x', 1, 4, -1, 4, 'e', 0, -1};
            client.posts().request("POST", client.target(), payload, "Content-Type: application/octet-stream");
            assertThat(client.posts().answer().summary()).isEqualTo("200 ok");
            engine.expect("text x").expect("binary 6500ff");
        }
    }

    @Test
    @Proves("E95")
    void binaryTravelsAsBase64IfTheClientSaysSo() {
        try (RawPolling client = engine.polling(EngineFixture.POLLING_V3 + "&b64=1")) {
            EngineSession session = engine.session();
            session.send(new byte[] {1, 2, 3, 4, 5});
            PollingIT.awaitBuffered(session);
            assertThat(client.poll().summary()).isEqualTo("200 10:b4AQIDBAU=");
            assertThat(client.post("6:b4AQID").summary()).isEqualTo("200 ok");
            engine.expect("binary 010203");
        }
    }

    @Test
    @Proves("E96")
    void binaryFramesBeginWithTheType() {
        try (RawWebSocket client = engine.webSocket(EngineFixture.WEBSOCKET_V3)) {
            client.send(new byte[] {4, 'e', 1});
            engine.expect("binary 6501");
            assertThat(client.binary()).containsExactly(4, 'e', 1);
            engine.session().send("text");
            assertThat(client.text()).isEqualTo("4text");
        }
    }

    @Test
    @Proves({"E62", "E96"})
    void binaryFramesAreBase64IfTheClientSaysSo() {
        try (RawWebSocket client = engine.webSocket(EngineFixture.WEBSOCKET_V3 + "&b64=1")) {
            client.send("b4ZQE=");
            engine.expect("binary 6501");
            assertThat(client.text()).isEqualTo("b4ZQE=");
        }
    }

    @Test
    @Proves("E97")
    void aSessionOfRevision3Upgrades() {
        try (RawPolling client = engine.polling(EngineFixture.POLLING_V3);
                RawWebSocket webSocket = client.webSocket()) {
            client.startPoll();
            EngineFixture.await(engine.session()::isWritable);
            assertThat(webSocket.send("2probe").text()).isEqualTo("3probe");
            assertThat(client.polls().answer().summary()).isEqualTo("200 1:6");
            webSocket.send("5");
            engine.expect("upgrade");
            webSocket.send(new byte[] {4, 'e'});
            engine.expect("binary 65");
            assertThat(webSocket.binary()).containsExactly(4, 'e');
            webSocket.send("2");
            assertThat(webSocket.text()).isEqualTo("3");
        }
    }

    @Test
    void closingLooksAsInRevision3() {
        try (RawPolling client = engine.polling(EngineFixture.POLLING_V3)) {
            EngineSession session = engine.session();
            session.close();
            PollingIT.awaitBuffered(session);
            assertThat(client.poll().summary()).isEqualTo("200 1:61:1");
            engine.expect("close forced close|");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "5:4a", "x:4a", "-1:4", "1:7", "99999999999999999999:4"})
    void aBodyThatIsNoPayloadEndsTheSession(String body) {
        try (RawPolling client = engine.polling(EngineFixture.POLLING_V3)) {
            assertThat(client.post(body).summary()).isEqualTo("200 ok");
            assertThat(engine.event()).startsWith("close parse error|");
        }
    }

    @Test
    void anEmptyPayloadMeansNothing() {
        try (RawPolling client = engine.polling(EngineFixture.POLLING_V3)) {
            assertThat(client.post("0:").summary()).isEqualTo("200 ok");
            assertThat(client.post("2:4a").summary()).isEqualTo("200 ok");
            engine.expect("text a");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "3"})
    @Proves("E92")
    void jsonpWrapsPayloadsInACall(String eio) {
        String target = "/engine.io/?EIO=" + eio + "&transport=polling&j=7x";
        try (RawConnection connection = engine.connect()) {
            HttpAnswer open = connection.get(target);
            engine.expect("open");
            assertThat(open.header("content-type")).isEqualTo("text/plain; charset=UTF-8");
            assertThat(open.text()).startsWith("___eio[7](\"").endsWith("}\");");
            String sid = RawPolling.sidOf(open.text());
            EngineSession session = engine.session();
            session.send("a\"b\\c\n\u2028\u2029€");
            PollingIT.awaitBuffered(session);
            String prefix = eio.equals("4") ? "" : "10:";
            assertThat(connection.get(target + "&sid=" + sid).summary())
                    .isEqualTo("200 ___eio[7](\"" + prefix + "4a\\\"b\\\\c\\n\\u2028\\u2029€\");");
            String packet = eio.equals("4") ? "4line\\nbreak\\\\n€" : "14:4line\\nbreak\\\\n€";
            HttpAnswer ok = connection.post(
                    target + "&sid=" + sid,
                    "d=" + java.net.URLEncoder.encode(packet, UTF_8),
                    "Content-Type: application/x-www-form-urlencoded");
            assertThat(ok.summary()).isEqualTo("200 ok");
            engine.expect("text line\nbreak\\n€");
        }
    }
}
