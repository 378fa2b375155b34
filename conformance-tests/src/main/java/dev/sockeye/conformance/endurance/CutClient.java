package dev.sockeye.conformance.endurance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import dev.sockeye.conformance.wire.Peer;
import dev.sockeye.conformance.wire.RawConnection;
import dev.sockeye.testsupport.wire.ClientFrames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A client that gets as far as it is told and is then cut, with a FIN or a RST. Owned by one thread. */
final class CutClient implements AutoCloseable {
    /** Where sessions end. */
    enum Abort {
        HALF_A_HEAD(CutClient::halfAHead),
        POLLING_OPEN(CutClient::openPolling),
        POLLING_HALF_A_BODY(CutClient::halfABody),
        POLLING_JOINING(client -> client.post("40")),
        POLLING_JOINED(CutClient::joinPolling),
        POLLING_ECHO(CutClient::echoPolling),
        POLLING_WAITING(CutClient::waitingPoll),
        POLLING_ANSWERED_WHILE_WAITING(CutClient::answeredPoll),
        POLLING_LEFT(CutClient::leftPolling),
        POLLING_CLOSED(CutClient::closedPolling),
        WEBSOCKET_ASKED(CutClient::askedForWebSocket),
        WEBSOCKET_OPEN(CutClient::openWebSocket),
        WEBSOCKET_JOINING(CutClient::joiningWebSocket),
        WEBSOCKET_ECHO(CutClient::echoWebSocket),
        WEBSOCKET_HALF_A_FRAME(CutClient::halfAFrame),
        WEBSOCKET_WITHOUT_ATTACHMENT(CutClient::withoutAttachment),
        WEBSOCKET_FLOODED(CutClient::floodedWebSocket),
        WEBSOCKET_OWING_AN_ACK(CutClient::owingAnAck),
        WEBSOCKET_LEFT(CutClient::leftWebSocket),
        WEBSOCKET_CLOSED(CutClient::closedWebSocket),
        UPGRADE_ASKED(CutClient::askedForUpgrade),
        UPGRADE_NOT_PROBED(CutClient::notProbed),
        UPGRADE_PROBING(CutClient::probing),
        UPGRADE_GIVEN_UP(CutClient::givenUp),
        UPGRADE_PROBED_WHILE_POLLING(CutClient::probedWhilePolling),
        UPGRADE_JUST_DONE(CutClient::upgrade),
        UPGRADE_ECHO(CutClient::echoAfterUpgrade),
        UPGRADE_CLOSED(CutClient::closedAfterUpgrade);

        private final Step step;

        Abort(Step step) {
            this.step = step;
        }

        /** Plays a session up to this point; what it left open is open still. */
        void play(CutClient client) throws IOException {
            step.of(client);
        }
    }

    /** A part of a session. */
    @FunctionalInterface
    private interface Step {
        void of(CutClient client) throws IOException;
    }

    private final Peer peer;
    private final RandomGenerator random;
    private final List<RawConnection> connections = new ArrayList<>();

    CutClient(Peer peer, RandomGenerator random) {
        this.peer = peer;
        this.random = random;
    }

    private RawConnection connect() throws IOException {
        RawConnection connection = peer.connect();
        connections.add(connection);
        return connection;
    }

    private static void want(boolean holds, String what) throws IOException {
        if (!holds) {
            throw new IOException("instead of what was expected: " + what);
        }
    }

    /** So much of a request or frame that it is not complete. */
    private byte[] partOf(byte[] whole) {
        return Arrays.copyOf(whole, 1 + random.nextInt(whole.length - 1));
    }

    // --- polling

    private @Nullable RawConnection http;
    private String target = "";

    private RawConnection http() {
        return requireNonNull(http, "no session yet");
    }

    private void halfAHead() throws IOException {
        connect().send(partOf(Peer.get(Peer.POLLING).getBytes(US_ASCII)));
    }

    private void openPolling() throws IOException {
        http = connect();
        String sid = Peer.sid(http().send(Peer.get(Peer.POLLING)).answer().text());
        target = "&sid=" + sid;
    }

    private void post(String body) throws IOException {
        if (target.isEmpty()) {
            openPolling();
        }
        String answer =
                http().send(Peer.post(Peer.POLLING + target, body)).answer().text();
        want(answer.equals("ok"), answer);
    }

    private void halfABody() throws IOException {
        openPolling();
        String whole = Peer.post(Peer.POLLING + target, "42[\"echo\",\"this will not arrive\"]");
        http().send(whole.substring(0, whole.length() - 1 - random.nextInt(30)));
    }

    /** Polls until there is a packet other than pings and the end of a poll; it has to begin so. */
    private void pollFor(String start) throws IOException {
        String[] packets;
        do {
            String body = http().send(Peer.get(Peer.POLLING + target)).answer().text();
            packets = Stream.of(body.split("\u001e"))
                    .filter(packet -> !packet.equals("2") && !packet.equals("6"))
                    .toArray(String[]::new);
        } while (packets.length == 0);
        want(packets[0].startsWith(start), String.join(" ", packets));
    }

    private void joinPolling() throws IOException {
        post("40");
        pollFor("40{");
    }

    private void echoPolling() throws IOException {
        joinPolling();
        post("42[\"echo\",\"one\"]\u001e42[\"echo\",2]");
        pollFor("42[\"echo\",\"one\"]");
    }

    private void waitingPoll() throws IOException {
        joinPolling();
        http().send(Peer.get(Peer.POLLING + target));
    }

    private void answeredPoll() throws IOException {
        waitingPoll();
        RawConnection other = connect();
        other.send(Peer.post(Peer.POLLING + target, "42[\"flood\",20,500]"));
    }

    private void leftPolling() throws IOException {
        joinPolling();
        post("41");
    }

    private void closedPolling() throws IOException {
        waitingPoll();
        RawConnection other = connect();
        other.send(Peer.post(Peer.POLLING + target, "1")).answer();
        http().answer(); // a refusal, should it come behind the end on another connection
    }

    // --- WebSocket

    private @Nullable RawConnection webSocket;

    private RawConnection webSocket() {
        return requireNonNull(webSocket, "no WebSocket yet");
    }

    private void askedForWebSocket() throws IOException {
        connect().send(Peer.upgrade(Peer.WEBSOCKET));
    }

    private void openWebSocket() throws IOException {
        webSocket = connect();
        int status = webSocket().send(Peer.upgrade(Peer.WEBSOCKET)).answer().status();
        want(status == 101, "status " + status);
        webSocket().message();
    }

    private void joiningWebSocket() throws IOException {
        openWebSocket();
        webSocket().text("40");
    }

    private void joinWebSocket() throws IOException {
        joiningWebSocket();
        String joined = webSocket().message();
        want(joined.startsWith("40{"), joined);
    }

    private void echo() throws IOException {
        String echoed = webSocket().text("42[\"echo\",\"one\"]").message();
        want(echoed.equals("42[\"echo\",\"one\"]"), echoed);
    }

    private void echoWebSocket() throws IOException {
        joinWebSocket();
        echo();
    }

    private void halfAFrame() throws IOException {
        joinWebSocket();
        webSocket().send(partOf(ClientFrames.text("42[\"echo\",\"" + "x".repeat(random.nextInt(2000)) + "\"]")));
    }

    private void withoutAttachment() throws IOException {
        joinWebSocket();
        webSocket().text("452-[\"echo\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
        if (random.nextBoolean()) {
            webSocket().send(ClientFrames.binary(new byte[1000]));
        }
    }

    private void floodedWebSocket() throws IOException {
        joinWebSocket();
        webSocket().text("42[\"flood\",50,1000]");
    }

    private void owingAnAck() throws IOException {
        joinWebSocket();
        String question = webSocket().text("42[\"ask\"]").message();
        want(question.startsWith("42"), question);
    }

    private void leftWebSocket() throws IOException {
        joinWebSocket();
        webSocket().text("41");
    }

    private void closedWebSocket() throws IOException {
        joinWebSocket();
        webSocket().send(ClientFrames.close(1000));
        int code = webSocket().closeCode();
        want(code == 1000, "close code " + code);
    }

    // --- upgrade

    private void askedForUpgrade() throws IOException {
        joinPolling();
        webSocket = connect().send(Peer.upgrade(Peer.WEBSOCKET + target));
    }

    private void notProbed() throws IOException {
        askedForUpgrade();
        int status = webSocket().answer().status();
        want(status == 101, "status " + status);
    }

    private void probing() throws IOException {
        notProbed();
        webSocket().text("2probe");
    }

    private void probe() throws IOException {
        probing();
        String answer = webSocket().message();
        want(answer.equals("3probe"), answer);
    }

    /** The session goes on with polling. */
    private void givenUp() throws IOException {
        probe();
        connections.remove(webSocket());
        webSocket().reset();
        post("42[\"echo\",\"still here\"]");
        pollFor("42[\"echo\",\"still here\"]");
    }

    private void probedWhilePolling() throws IOException {
        waitingPoll();
        webSocket = connect().send(Peer.upgrade(Peer.WEBSOCKET + target));
        webSocket().answer();
        webSocket().text("2probe");
        if (random.nextBoolean()) {
            webSocket().message();
        }
    }

    private void upgrade() throws IOException {
        probe();
        webSocket().text("5");
    }

    private void echoAfterUpgrade() throws IOException {
        upgrade();
        echo();
    }

    private void closedAfterUpgrade() throws IOException {
        echoAfterUpgrade();
        webSocket().text("41").send(ClientFrames.close(1000));
        webSocket().closeCode();
    }

    /** The cut. */
    @Override
    public void close() throws IOException {
        boolean reset = random.nextBoolean();
        for (RawConnection connection : connections) {
            if (reset) {
                connection.reset();
            } else {
                connection.close();
            }
        }
    }
}
