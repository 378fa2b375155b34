package dev.sockeye.conformance.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sockeye.conformance.wire.Peer;
import dev.sockeye.conformance.wire.RawConnection;
import dev.sockeye.conformance.wire.ServerProcess;
import dev.sockeye.conformance.wire.Witness;
import dev.sockeye.testsupport.fuzz.Mutator;
import dev.sockeye.testsupport.wire.ClientFrames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Malformed input over the wire, to a server in a JVM with little memory: requests, polling payloads, frames and packets.
 * A witness that connected before is asked all the while.
 */
final class WireFuzz {
    /** How a run went. */
    record Result(
            long inputs,
            long connections,
            double seconds,
            double worstEchoMillis,
            int descriptorsLeft,
            long threadsLeft) {
        @Override
        public String toString() {
            return String.format(
                    "%,d inputs on %,d connections in %.0f s, %,.0f a second; witness at most %.1f ms; "
                            + "descriptors %+d, threads %+d",
                    inputs, connections, seconds, inputs / seconds, worstEchoMillis, descriptorsLeft, threadsLeft);
        }
    }

    private static final int INPUTS_BETWEEN_ECHOES = 500;

    private static final List<byte[]> REQUESTS = bytes(
            Peer.get(Peer.POLLING),
            Peer.get("/socket.io/?EIO=3&transport=polling&b64=1"),
            Peer.get(Peer.POLLING + "&sid=AAAAAAAAAAAAAAAAAAAA&j=1"),
            Peer.post(Peer.POLLING, "40"),
            Peer.upgrade(Peer.WEBSOCKET),
            "POST " + Peer.POLLING
                    + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
            "OPTIONS " + Peer.POLLING + " HTTP/1.1\r\nHost: a\r\nOrigin: http://good.example\r\n\r\n",
            Peer.get("/socket.io/socket.io.js"));

    private static final List<byte[]> PAYLOADS = bytes(
            "40",
            "42[\"echo\",1]",
            "42[\"echo\",1]\u001e42[\"echo\",2]\u001e421[\"echo\"]",
            "bAQIDBA==",
            "3",
            "1",
            "6",
            "5",
            "2:40",
            "10:42[\"echo\"]2:41",
            "451-[\"x\",{\"_placeholder\":true,\"num\":0}]\u001ebAQIDBA==");

    private final ServerProcess server;
    private final Peer peer;
    private final long seed;
    private final Mutator requests;
    private final Mutator payloads;
    private final Mutator frames;
    private final Mutator packets;
    private long inputs;
    private long connections;

    private WireFuzz(ServerProcess server, long seed) {
        this.server = server;
        this.peer = new Peer(server.port());
        this.seed = seed;
        requests = new Mutator(seed, REQUESTS);
        payloads = new Mutator(seed + 1, PAYLOADS);
        frames = new Mutator(seed + 2, Seeds.frames());
        packets = new Mutator(
                seed + 3,
                Seeds.SOCKET_PACKETS.stream()
                        .map(text -> ("4" + text).getBytes(UTF_8))
                        .toList());
    }

    private static List<byte[]> bytes(String... texts) {
        List<byte[]> all = new ArrayList<>();
        for (String text : texts) {
            all.add(text.getBytes(ISO_8859_1));
        }
        return all;
    }

    /** Sends so many inputs, or for so many seconds, whichever is less. */
    static Result run(long inputs, long seconds, long seed) throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start(ServerProcess.SMALL, "attack", "0", "--eio3");
                Witness witness = Witness.of(server.port())) {
            for (int i = 0; i < 500; i++) {
                witness.echoMillis();
            }
            return new WireFuzz(server, seed).run(witness, inputs, seconds);
        }
    }

    private Result run(Witness witness, long wanted, long seconds) throws IOException, InterruptedException {
        int descriptors = server.descriptors();
        long threads = server.threads();
        long started = System.nanoTime();
        double worst = 0;
        long nextEcho = 0;
        while (inputs < wanted && System.nanoTime() - started < seconds * 1_000_000_000L) {
            round();
            if (inputs >= nextEcho) {
                nextEcho = inputs + INPUTS_BETWEEN_ECHOES;
                worst = Math.max(worst, witness.bestEchoMillis());
            }
        }
        double took = (System.nanoTime() - started) / 1e9;
        for (int i = 0; i < 80 && server.descriptors() > descriptors; i++) {
            Thread.sleep(100); // sessions that were left end with the ping timeout
        }
        if (!server.troubles().isEmpty()) {
            throw new IllegalStateException(
                    "seed " + seed + ", the server's log has " + server.troubles() + "\n" + server.log());
        }
        return new Result(
                inputs, connections, took, worst, server.descriptors() - descriptors, server.threads() - threads);
    }

    /** A few inputs on one connection each; what the server says is read only as far as needed. */
    private void round() throws IOException {
        switch (requests.below(8)) {
            case 0 -> requests();
            case 1, 2 -> payloads();
            case 3, 4 -> frames();
            default -> packets();
        }
    }

    private RawConnection connect() throws IOException {
        connections++;
        return peer.connect().timeout(5000);
    }

    private void requests() throws IOException {
        try (RawConnection connection = connect()) {
            int count = 1 + requests.below(4);
            for (int i = 0; i < count; i++) {
                connection.offer(requests.next());
                inputs++;
            }
            end(connection);
        }
    }

    private void payloads() throws IOException {
        boolean old = payloads.below(3) == 0;
        String target = old ? "/socket.io/?EIO=3&transport=polling" : Peer.POLLING;
        try (RawConnection connection = connect()) {
            String sid = Peer.sid(connection.send(Peer.get(target)).answer().text());
            int status = 200;
            for (int i = 0; i < 20 && status == 200; i++) {
                byte[] body = payloads.next();
                String type = payloads.below(8) == 0 ? "application/octet-stream" : "text/plain";
                connection.send("POST " + target + "&sid=" + sid + " HTTP/1.1\r\nHost: a\r\nContent-Type: " + type
                        + "\r\nContent-Length: " + body.length + "\r\n\r\n");
                inputs++;
                status = connection.send(body).answer().status();
            }
        }
    }

    private void frames() throws IOException {
        try (RawConnection connection = webSocket()) {
            for (int i = 0; i < 8; i++) {
                connection.offer(frames.next());
                inputs++;
            }
            end(connection);
        }
    }

    private void packets() throws IOException {
        try (RawConnection connection = webSocket()) {
            if (packets.below(8) > 0) {
                connection.text("40");
            }
            byte[][] some = new byte[16][];
            for (int i = 0; i < some.length; i++) {
                byte[] packet = packets.next();
                boolean binary = packets.below(10) == 0;
                some[i] = ClientFrames.frame(binary ? 0x82 : 0x81, packet);
                inputs++;
            }
            connection.offer(ClientFrames.concat(some));
            end(connection);
        }
    }

    private RawConnection webSocket() throws IOException {
        RawConnection connection = connect();
        connection.send(Peer.upgrade(Peer.WEBSOCKET)).answer();
        return connection;
    }

    private void end(RawConnection connection) throws IOException {
        switch (requests.below(4)) {
            case 0 -> connection.reset();
            case 1 -> connection.timeout(1).hasSaidSomething();
            default -> {
                // closed with a FIN, or a RST where something is unread
            }
        }
    }
}
