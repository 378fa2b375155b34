package dev.sockeye.conformance.endurance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sockeye.conformance.wire.Peer;
import dev.sockeye.conformance.wire.RawConnection;
import dev.sockeye.testsupport.wire.ClientFrames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that begin on long-polling, send and receive numbered messages there, upgrade while answers and broadcasts are on
 * their way, go on over WebSocket, and leave when everything has arrived; then the next one comes. Thread-safe.
 */
final class Upgraders {
    private static final int EVENTS = 20;
    private static final long PAUSE_MILLIS = 100;
    private static final int MAX_FAILURES = 10;

    private final Peer peer;
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicLong lives = new AtomicLong();
    private final AtomicLong upgrades = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong broadcasts = new AtomicLong();
    private volatile boolean stopping;

    /** So many clients at a time, from now on. */
    Upgraders(Peer peer, int count) {
        this.peer = peer;
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(this::live, "upgrader-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
    }

    private void live() {
        while (!stopping && failures.size() < MAX_FAILURES) {
            Life life = new Life();
            try {
                life.run();
                Thread.sleep(PAUSE_MILLIS);
            } catch (IOException | InterruptedException | RuntimeException e) {
                failures.add(life + ": " + e);
            }
            lives.incrementAndGet();
            sent.addAndGet(life.sent);
            received.addAndGet(life.received);
            answers.addAndGet(life.answers);
            broadcasts.addAndGet(life.broadcasts);
        }
    }

    /** Begins no more lives, and waits for the end of those there are. */
    void stop() throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    boolean hasFailed() {
        return !failures.isEmpty();
    }

    /** What went wrong. */
    List<String> failures() {
        return failures;
    }

    /** Clients that have come and gone. */
    long lives() {
        return lives.get();
    }

    /** Upgrades that came to their end. */
    long upgrades() {
        return upgrades.get();
    }

    /** Events sent. */
    long sent() {
        return sent.get();
    }

    /** Events that the server says it has received. */
    long received() {
        return received.get();
    }

    /** Events answered, in order. */
    long answers() {
        return answers.get();
    }

    /** Broadcasts received, in order. */
    long broadcasts() {
        return broadcasts.get();
    }

    /** Messages of all kinds. */
    long messages() {
        return received() + answers() + broadcasts();
    }

    /** One client. */
    private final class Life {
        private long sent;
        private long received;
        private long answers;
        private long broadcasts;
        private long lastBroadcast;

        void run() throws IOException {
            try (RawConnection polls = peer.connect();
                    RawConnection posts = peer.connect();
                    RawConnection webSocket = peer.connect()) {
                String handshake = polls.send(Peer.get(Peer.POLLING)).answer().text();
                String session = "&sid=" + Peer.sid(handshake);
                post(posts, session, "40");
                String joined = poll(polls, session);
                if (!joined.startsWith("40{")) {
                    throw new IOException("not joined: " + joined);
                }
                accept(joined.substring((joined + '\u001e').indexOf('\u001e')));
                post(posts, session, events());
                while (answers < EVENTS) {
                    accept(poll(polls, session));
                }
                post(posts, session, events());
                polls.send(Peer.get(Peer.POLLING + session));
                webSocket.send(Peer.upgrade(Peer.WEBSOCKET + session)).answer();
                String probe = webSocket.text("2probe").message();
                if (!probe.equals("3probe")) {
                    throw new IOException("no answer to the probe: " + probe);
                }
                accept(body(polls));
                webSocket.text("5");
                upgrades.incrementAndGet();
                webSocket.send(frames(events()));
                while (answers < sent) {
                    accept(webSocket.message());
                }
                settle(webSocket);
            }
        }

        private void settle(RawConnection webSocket) throws IOException {
            String reply = webSocket.text("420[\"totals\"]").message();
            while (!reply.startsWith("430[")) {
                accept(reply);
                reply = webSocket.message();
            }
            String[] numbers = reply.substring(4, reply.length() - 1).split(",");
            received = Long.parseLong(numbers[0]);
            if (Long.parseLong(numbers[1]) != answers) {
                throw new IOException("the server has answered " + numbers[1] + ", received are " + answers);
            }
        }

        /** As a payload of long-polling. */
        private String events() {
            StringBuilder payload = new StringBuilder();
            for (int i = 0; i < EVENTS; i++) {
                payload.append(i == 0 ? "" : "\u001e")
                        .append("42[\"u\",")
                        .append(++sent)
                        .append(']');
            }
            return payload.toString();
        }

        private static byte[] frames(String payload) {
            List<byte[]> frames = new ArrayList<>();
            for (String packet : payload.split("\u001e")) {
                frames.add(ClientFrames.text(packet));
            }
            return ClientFrames.concat(frames.toArray(new byte[0][]));
        }

        private static void post(RawConnection posts, String session, String payload) throws IOException {
            String body = posts.send(Peer.post(Peer.POLLING + session, payload).getBytes(ISO_8859_1))
                    .answer()
                    .text();
            if (!body.equals("ok")) {
                throw new IOException("a POST was answered with " + body);
            }
        }

        private static String poll(RawConnection polls, String session) throws IOException {
            return body(polls.send(Peer.get(Peer.POLLING + session)));
        }

        private static String body(RawConnection polls) throws IOException {
            var answer = polls.answer();
            if (answer.status() != 200) {
                throw new IOException("a poll was answered with " + answer);
            }
            return answer.text();
        }

        /** Checks the numbers of what has arrived. */
        private void accept(String payload) throws IOException {
            for (String packet : payload.split("\u001e")) {
                if (packet.startsWith("42[\"d\",")) {
                    long number = number(packet);
                    if (number != answers + 1) {
                        throw new IOException("answer " + number + " behind " + answers);
                    }
                    answers++;
                } else if (packet.startsWith("42[\"b\",")) {
                    long number = number(packet);
                    if (lastBroadcast != 0 && number != lastBroadcast + 1) {
                        throw new IOException("broadcast " + number + " behind " + lastBroadcast);
                    }
                    lastBroadcast = number;
                    broadcasts++;
                } else if (!packet.isEmpty() && !packet.equals("6") && !packet.equals("2")) {
                    throw new IOException("unexpected: " + packet);
                }
            }
        }

        private static long number(String packet) {
            return Long.parseLong(packet.substring(7, packet.length() - 1));
        }

        @Override
        public String toString() {
            return sent + " sent, " + answers + " answered, broadcasts up to " + lastBroadcast;
        }
    }
}
