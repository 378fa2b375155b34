package dev.sockeye.conformance.hazards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.conformance.wire.Peer;
import dev.sockeye.conformance.wire.RawConnection;
import dev.sockeye.socketio.RecoveryOptions;
import dev.sockeye.testsupport.wire.ClientFrames;
import dev.sockeye.testsupport.wire.HttpAnswer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Socket.IO packets that are malformed, out of order, too deep or too many. */
final class SocketHazardsIT extends HostileSuite {
    /** Sends the messages on a connection that is in the main namespace; it is closed. */
    private void assertClosed(String... messages) throws IOException {
        try (RawConnection connection = peer.joined()) {
            for (String message : messages) {
                connection.offer(
                        message.startsWith("b:")
                                ? ClientFrames.binary(message.substring(2).getBytes())
                                : ClientFrames.text(message));
            }
            assertThat(connection.timeout(5000).closeCode()).isEqualTo(1005);
        }
        awaitClosing("forced close");
    }

    /** Sends the messages; the connection answers the next one as if nothing had been. */
    private void assertIgnored(String... messages) throws IOException {
        try (RawConnection connection = peer.joined()) {
            for (String message : messages) {
                connection.text(message);
            }
            assertLive(connection);
        }
    }

    @Test
    @Tag("SI-01")
    void anEventBeforeTheConnectCloses() throws IOException {
        try (RawConnection connection = peer.webSocket()) {
            assertThat(connection.text("42[\"x\"]").closeCode()).isEqualTo(1005);
        }
    }

    @Tag("SI-02")
    @ParameterizedTest
    @ValueSource(strings = {"47", "49", "4a", "4-", "4", "4 ", "4\u0000"})
    void anUnknownTypeCloses(String message) throws IOException {
        assertClosed(message);
    }

    @Tag("SI-03")
    @ParameterizedTest
    @ValueSource(strings = {"40[]", "40\"x\"", "40true", "40{", "40{]", "40{} x"})
    void aConnectWithoutAnObjectCloses(String message) throws IOException {
        try (RawConnection connection = peer.webSocket()) {
            assertThat(connection.text(message).closeCode()).isEqualTo(1005);
        }
    }

    @Test
    @Tag("SI-04")
    void aSecondConnectCloses() throws IOException {
        assertClosed("40");
    }

    @Test
    @Tag("SI-05")
    void anUnknownNamespaceIsRefusedAndTheRestLives() throws IOException {
        try (RawConnection connection = peer.joined()) {
            assertThat(connection.text("40/nope,").message()).isEqualTo("44/nope,{\"message\":\"Invalid namespace\"}");
            assertLive(connection);
        }
    }

    @Tag("SI-06")
    @ParameterizedTest
    @ValueSource(strings = {"42/nope,[\"x\"]", "44{\"message\":\"x\"}", "41/nope,", "43/nope,1[]"})
    void aPacketThatIsNotTheClientsToSendCloses(String message) throws IOException {
        assertClosed(message);
    }

    @Tag("SI-07")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "42{}",
                "42\"s\"",
                "42[]",
                "42[null]",
                "42[{}]",
                "42[true]",
                "42[\"x\"",
                "42[\"x\",]",
                "42[[\"x\"]]",
                "42[{\"toString\":\"x\"}]",
                "42[\"x\"]]",
                "42[\"x\u0001\"]",
                "42[\"\\x\"]",
                "421.5[\"x\"]"
            })
    void anEventWithoutANameCloses(String message) throws IOException {
        assertClosed(message);
    }

    @Test
    @Tag("SI-07")
    void anEventWithoutAPayloadIsIgnored() throws IOException {
        assertIgnored("42", "421"); // as the reference server does
    }

    @Tag("SI-08")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "connect",
                "connect_error",
                "disconnect",
                "disconnecting",
                "newListener",
                "removeListener",
                "\\u0063onnect",
                "disc\\u006fnnect"
            })
    void aReservedNameCloses(String name) throws IOException {
        assertClosed("42[\"" + name + "\"]");
    }

    @Tag("SI-09")
    @ParameterizedTest
    @ValueSource(strings = {"\"error\"", "\"\"", "\"__proto__\"", "\"toString\"", "7", "-1.5", "\"connection\""})
    void anyOtherNameIsAnEvent(String name) throws IOException {
        assertIgnored("42[" + name + ",1]");
    }

    @Tag("SI-10")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "4511-[\"x\"]", "450-[\"x\"]", "45-1-[\"x\"]", "451.5-[\"x\"]", "451e1-[\"x\"]",
                "4599999999999999999999-[\"x\"]", "45-[\"x\"]", "45[\"x\"]", "452147483648-[\"x\"]", "45 1-[\"x\"]",
                "452147483647-[\"x\"]", "454294967297-[\"x\"]"
            })
    void anAttachmentCountThatIsNoSmallNumberCloses(String message) throws IOException {
        assertClosed(message);
    }

    @Test
    @Tag("SI-10")
    void aPrefixOfNineHundredThousandDigitsClosesAtOnce() throws IOException {
        long from = System.nanoTime();
        assertClosed("45" + "9".repeat(900_000) + "-[\"x\"]");
        assertThat((System.nanoTime() - from) / 1e9).isLessThan(1.0);
    }

    @Test
    @Tag("SI-10")
    void tenAttachmentsAreDelivered() throws IOException {
        try (RawConnection connection = peer.joined()) {
            StringBuilder event = new StringBuilder("4510-1[\"echo\"");
            for (int i = 0; i < 10; i++) {
                event.append(",{\"_placeholder\":true,\"num\":").append(i).append('}');
            }
            connection.text(event.append(']').toString());
            for (int i = 0; i < 10; i++) {
                connection.send(ClientFrames.binary((byte) i));
            }
            assertThat(connection.message()).startsWith("4610-1[{\"_placeholder\":true,\"num\":0}");
            for (int i = 0; i < 10; i++) {
                assertThat(connection.frame().payload()).containsExactly(i);
            }
        }
    }

    @Tag("SI-11")
    @ParameterizedTest
    @ValueSource(strings = {"-1", "1", "\"0\"", "\"splice\"", "null", "{}", "0.5", "1e9", "[]", "99999999999"})
    void aPlaceholderWithoutAnAttachmentCloses(String num) throws IOException {
        assertClosed("451-[\"x\",{\"_placeholder\":true,\"num\":" + num + "}]", "b:x");
    }

    @Test
    @Tag("SI-12")
    void attachmentsComeBehindTheirHeader() throws IOException {
        assertClosed("451-[\"x\",{\"_placeholder\":true,\"num\":0}]", "42[\"echo\"]");
        assertClosed("b:x");
        String twice = "{\"_placeholder\":true,\"num\":0}";
        try (RawConnection connection = peer.joined()) { // one attachment used twice: contained
            connection.text("451-1[\"echo\"," + twice + "," + twice + "]").send(ClientFrames.binary((byte) 7));
            assertThat(connection.message()).startsWith("46");
        }
    }

    @Test
    @Tag("SI-13")
    void attachmentsThatNeverComeAreLetGo() throws Exception {
        RawConnection[] connections = new RawConnection[20];
        for (int i = 0; i < connections.length; i++) {
            connections[i] = peer.joined();
            connections[i].text("4510-[\"x\",{\"_placeholder\":true,\"num\":0}]");
            connections[i].send(ClientFrames.binary(new byte[500_000]));
        }
        for (RawConnection connection : connections) {
            connection.close();
        }
        awaitNobody();
        assertThat(server.io().engine().pendingInputBytes()).isZero();
    }

    @Tag("SI-14")
    @ParameterizedTest
    @ValueSource(strings = {"4399[]", "4399[1,2]", "439999999999999999999999999[]", "430[]", "43[]"})
    void anAcknowledgementThatNobodyWaitsForIsIgnored(String message) throws IOException {
        assertIgnored(message, message);
    }

    @Test
    @Tag("SI-14")
    void anAcknowledgementCountsOnce() throws IOException {
        try (RawConnection connection = peer.joined()) {
            String question = connection.text("42[\"ask\"]").message();
            String id = question.substring(2, question.indexOf('['));
            connection.text("43" + id + "[]").text("43" + id + "[]").text("43" + id + "[]");
            assertThat(connection.message()).isEqualTo("42[\"asked\",1]");
            assertLive(connection);
        }
    }

    @Test
    @Tag("SI-15")
    void anAckIdThatIsTooLargeIsNeverAnsweredWithAnother() throws IOException {
        try (RawConnection connection = peer.joined()) {
            connection.text("421234567890123456789012345[\"echo\"]");
            String reply = connection.message();
            assertThat(reply).isIn("42[\"echo\"]", "431234567890123456789012345[]");
            assertLive(connection);
        }
    }

    @Tag("SI-16")
    @ParameterizedTest
    @ValueSource(ints = {1_001, 100_000, 400_000})
    void jsonThatIsTooDeepCloses(int depth) throws Exception {
        assertClosed("42[\"echo\"," + "[".repeat(depth) + "]".repeat(depth) + "]");
        assertClosed("42[\"echo\"," + "{\"a\":".repeat(Math.min(depth, 190_000)));
        assertThat(witness().bestEchoMillis()).isLessThan(100);
    }

    @Test
    @Tag("SI-16")
    void jsonOfTheDepthAllowedIsEchoed() throws IOException {
        try (RawConnection connection = peer.joined()) {
            String deep = "[".repeat(490) + "]".repeat(490);
            assertThat(connection.text("421[\"echo\"," + deep + "]").message()).isEqualTo("431[" + deep + "]");
        }
        try (RawConnection connection = peer.webSocket()) {
            connection.text("40{\"a\":" + "[".repeat(2000) + "]".repeat(2000) + "}");
            assertThat(connection.closeCode()).isEqualTo(1005);
        }
    }

    @Test
    @Tag("SI-17")
    void aVeryLongNumberIsContained() throws Exception {
        String digits = "9".repeat(900_000);
        for (String number : new String[] {digits, "-0." + digits, "1e" + digits}) {
            long from = System.nanoTime();
            assertClosed("42[\"echo\"," + number + "]");
            assertThat((System.nanoTime() - from) / 1e6).as("milliseconds").isLessThan(1000);
        }
    }

    @Tag("SI-17")
    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1e999999999", "1e-999999999", "1E+400"})
    void aHugeExponentIsNotExpanded(String number) throws IOException {
        try (RawConnection connection = peer.joined()) {
            long from = System.nanoTime();
            connection.text("421[\"echo\"," + number + "]").text("42[\"block\"," + number + "]");
            assertThat(connection.message()).startsWith("431[");
            assertLive(connection);
            assertThat((System.nanoTime() - from) / 1e6).as("milliseconds").isLessThan(1000);
        }
    }

    @Test
    @Tag("SI-18")
    void keysWithAMeaningElsewhereAreData() throws IOException {
        String data = "{\"__proto__\":{\"x\":1},\"constructor\":{\"prototype\":{}},\"@class\":\"java.net.URL\","
                + "\"@type\":\"java.lang.Thread\",\"$ref\":\"#\"}";
        try (RawConnection connection = peer.joined()) {
            assertThat(connection.text("421[\"echo\"," + data + "]").message()).isEqualTo("431[" + data + "]");
        }
    }

    @Tag("SI-19")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\ud800\"",
                "\"\\udc00\\ud800\"",
                "\"\\u0000\"",
                "\"\u2028\u2029\"",
                "\"\ud83d\ude00\"",
                "\"\\ud83d\\ude00\"",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
                "\"\u007f\u0080\uffff\""
            })
    void oddCharactersComeBack(String text) throws IOException {
        try (RawConnection connection = peer.joined()) {
            assertThat(connection.text("421[\"echo\"," + text + "]").message()).isEqualTo("431[" + text + "]");
        }
    }

    @Test
    @Tag("SI-20")
    void anEventAfterTheDisconnectCloses() throws IOException {
        assertClosed("41", "42[\"echo\"]");
    }

    @Test
    @Tag("SI-20")
    void aConnectAfterTheDisconnectIsANewSocket() throws IOException {
        try (RawConnection connection = peer.webSocket()) {
            String first = Peer.sid(connection.text("40").message());
            String second = Peer.sid(connection.text("41").text("40").message());
            assertThat(second).isNotEqualTo(first);
            assertLive(connection);
        }
    }

    @Test
    @Tag("SI-21")
    void aBurstIsAnsweredCompletelyAndInOrder() throws Exception {
        int count = 30_000;
        try (RawConnection connection = peer.joined()) {
            Thread writer = new Thread(() -> {
                for (int i = 0; i < count; i++) {
                    connection.offer(ClientFrames.text("42" + i + "[\"echo\"," + i + "]"));
                }
            });
            writer.start();
            for (int i = 0; i < count; i++) {
                assertThat(connection.message()).isEqualTo("43" + i + "[" + i + "]");
            }
            writer.join();
        }
    }

    @Test
    @Tag("SI-22")
    void aHandlerThatFailsDoesNotAnswerAndTheConnectionLives() throws IOException {
        assertIgnored("421[\"boom\"]", "422[\"fail\",1]", "423[\"never\"]", "42[\"boom\"]");
    }

    @Test
    @Tag("SI-23")
    void nothingIsDeliveredBehindADisconnect() throws IOException {
        try (RawConnection connection = peer.joined()) {
            connection.send(ClientFrames.concat(
                    ClientFrames.text("42[\"block\",100]"),
                    ClientFrames.text("42[\"echo\",\"late\"]"),
                    ClientFrames.text("41"),
                    ClientFrames.text("40")));
            assertThat(connection.message()).startsWith("40{"); // and no echo before or after
            assertLive(connection);
        }
    }

    // --- recovery

    private static HostileServer recovering() {
        return HostileServer.start(
                engine -> {},
                options -> options.connectionStateRecovery(
                        RecoveryOptions.defaults().withMaxDisconnectionDuration(Duration.ofSeconds(20))));
    }

    private static String field(String json, String name) {
        int from = json.indexOf("\"" + name + "\":\"") + name.length() + 4;
        return json.substring(from, json.indexOf('"', from));
    }

    private static String lastArgument(String event) {
        int end = event.lastIndexOf('"');
        return event.substring(event.lastIndexOf('"', end - 1) + 1, end);
    }

    @Test
    @Tag("SI-24")
    void aWrongRecoveryTokenGivesANewSession() throws IOException {
        try (HostileServer recovering = recovering()) {
            Peer other = new Peer(recovering.port());
            String[] tokens = {
                "{\"pid\":1,\"offset\":2}",
                "{\"pid\":null,\"offset\":null}",
                "{\"pid\":\"x\",\"offset\":\"y\"}",
                "{\"pid\":{},\"offset\":[]}",
                "{\"pid\":\"" + "x".repeat(100_000) + "\",\"offset\":\"0\"}",
                "{\"pid\":\"x\"}",
                "{\"offset\":\"x\"}"
            };
            for (String token : tokens) {
                try (RawConnection connection = other.webSocket()) {
                    String reply = connection.text("40" + token).message();
                    assertThat(reply).startsWith("40{\"sid\":");
                    assertThat(field(reply, "pid"))
                            .hasSizeGreaterThanOrEqualTo(20)
                            .isNotEqualTo("x");
                }
            }
        }
    }

    @Test
    @Tag("SI-25")
    @Tag("EN-20")
    void whatWasMissedComesOnceAndInOrder() throws Exception {
        try (HostileServer recovering = recovering()) {
            Peer other = new Peer(recovering.port());
            RawConnection connection = other.webSocket();
            String reply = connection.text("40").message();
            connection.text("42[\"echo\",\"first\"]");
            String offset = lastArgument(connection.message());
            connection.reset();
            Thread.sleep(200);
            for (int i = 0; i < 1000; i++) {
                recovering.io().emit("plain", i);
                recovering.io().volatile_().emit("volatile", i);
                if (i % 100 == 0) {
                    recovering.io().timeout(Duration.ofMillis(10)).emitWithAck("ack", i);
                }
            }
            Thread.sleep(800);
            try (RawConnection again = other.webSocket()) {
                again.text("40{\"pid\":\"" + field(reply, "pid") + "\",\"offset\":\"" + offset + "\"}");
                for (int i = 0; i < 1000; i++) {
                    assertThat(again.message()).startsWith("42[\"plain\"," + i + ",\"");
                }
                assertThat(field(again.message(), "sid")).isEqualTo(field(reply, "sid"));
            }
        }
    }

    @Test
    @Tag("EN-20")
    void whatAResetPollWasToCarryIsRecovered() throws Exception {
        try (HostileServer recovering = recovering()) {
            Peer other = new Peer(recovering.port());
            String sid = other.session();
            other.postTo(sid, "40");
            String reply = other.poll(sid).text();
            other.postTo(sid, "42[\"echo\",\"first\"]");
            String offset = lastArgument(other.poll(sid).text());
            RawConnection poll = other.connect().send(Peer.get(Peer.POLLING + "&sid=" + sid));
            Thread.sleep(50);
            poll.reset();
            recovering.io().emit("missed", 1);
            Thread.sleep(100);
            recovering.io().emit("missed", 2);
            try (RawConnection again = other.webSocket()) {
                again.text("40{\"pid\":\"" + field(reply, "pid") + "\",\"offset\":\"" + offset + "\"}");
                assertThat(again.message()).startsWith("42[\"missed\",1,");
                assertThat(again.message()).startsWith("42[\"missed\",2,");
                assertThat(again.message()).startsWith("40{");
            }
        }
    }

    // --- bounds

    @Test
    void aConnectionJoinsAHundredNamespacesAndNoMore() throws IOException {
        for (int i = 0; i < 120; i++) {
            server.io().of("/many-" + i);
        }
        try (RawConnection connection = peer.joined()) {
            for (int i = 0; i < 99; i++) {
                assertThat(connection.text("40/many-" + i + ",").message()).startsWith("40/many-" + i + ",{");
            }
            assertThat(connection.text("40/many-99,").message())
                    .isEqualTo("44/many-99,{\"message\":\"too many namespaces\"}");
            assertLive(connection);
        }
    }

    @Test
    void aNamespaceOfAMegabyteIsRefused() throws IOException {
        try (RawConnection connection = peer.joined()) {
            String name = "/" + "n".repeat(999_000);
            assertThat(connection.text("40" + name + ",").message()).startsWith("44" + name + ",");
            assertLive(connection);
        }
    }

    @Test
    void roomsOfASocketAreLimited() throws IOException {
        try (RawConnection connection = peer.joined()) {
            assertThat(connection.text("421[\"join-many\",20000]").message()).isEqualTo("431[\"refused\",10000]");
            assertLive(connection);
        }
    }

    @Test
    void manyPacketsInOnePostAreAnswered() throws IOException {
        String sid = peer.joinedSession();
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            body.append(i == 0 ? "" : "\u001e").append("42[\"x\",").append(i).append(']');
        }
        HttpAnswer answer = peer.postTo(sid, body.toString());
        assertThat(answer.status()).isEqualTo(200);
        peer.postTo(sid, "421[\"echo\",\"after\"]");
        assertThat(peer.poll(sid).text()).contains("431[\"after\"]");
    }
}
