package dev.sockeye.conformance.endurance;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sockeye.conformance.wire.Peer;
import dev.sockeye.conformance.wire.ServerProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Requests whose heads or bodies never end, though a byte more comes each second. Each is cut in time, and handshakes of
 * others do not wait meanwhile.
 */
public final class SlowSenders implements Proof {
    private static final int LATE_MILLIS = 1000;

    private final int heads;
    private final int bodies;
    private final int headMillis;
    private final int bodyMillis;
    private final int handshakeMillis;

    /**
     * Takes {@code --heads} and {@code --bodies}, how many; {@code --head-millis} and {@code --body-millis}, what the server
     * allows; {@code --handshake-millis}, the limit for others.
     */
    public SlowSenders(Settings settings) {
        heads = settings.number("heads", 5000);
        bodies = settings.number("bodies", 1000);
        headMillis = settings.number("head-millis", 10_000);
        bodyMillis = settings.number("body-millis", 45_000);
        handshakeMillis = settings.number("handshake-millis", 200);
    }

    @Override
    public void run(Report report) throws Exception {
        try (ServerProcess server = ServerProcess.startProgram(
                        ServerProcess.SMALL,
                        LoadServer.class,
                        "--header-millis",
                        String.valueOf(headMillis),
                        "--body-millis",
                        String.valueOf(bodyMillis),
                        "--ping-interval-millis",
                        "120000"); // so that it is the time of the body that cuts
                Selector selector = Selector.open()) {
            Peer peer = new Peer(server.port());
            int descriptors = server.descriptors();
            try (Handshakes handshakes = new Handshakes(peer)) {
                handshakes.take();
                List<Unfinished> all = open(peer, selector);
                report.note("%,d unfinished heads, %,d unfinished bodies", heads, bodies);
                drip(selector, all);
                tell(report, "heads", all.subList(0, heads), headMillis);
                tell(report, "bodies", all.subList(heads, all.size()), bodyMillis);
                Echoes.Times times = handshakes.take();
                report.check(
                        times.p99() < handshakeMillis,
                        "handshakes of others: %s (limit: p99 %d ms)",
                        times,
                        handshakeMillis);
            }
            for (int i = 0; i < 100 && server.descriptors() > descriptors; i++) {
                Thread.sleep(100);
            }
            report.check(
                    server.descriptors() <= descriptors,
                    "descriptors of the server: %d, %d at the start",
                    server.descriptors(),
                    descriptors);
            Control control = new Control(server);
            control.ask("counters").forEach(report::count);
            control.expectCleanLog(report);
        }
    }

    private List<Unfinished> open(Peer peer, Selector selector) throws IOException {
        String head = Peer.get(Peer.POLLING);
        List<Unfinished> all = new ArrayList<>();
        for (int i = 0; i < heads; i++) {
            all.add(Unfinished.open(peer, selector, head.substring(0, 20 + i % (head.length() - 24))));
        }
        for (int i = 0; i < bodies; i++) {
            String post = Peer.post(Peer.POLLING + "&sid=" + peer.joinedSession(), "4" + "x".repeat(2000));
            all.add(Unfinished.open(peer, selector, post.substring(0, post.length() - 1000)));
        }
        return all;
    }

    /** Sends a byte more each second on every connection, until all of them have been cut or are late. */
    private void drip(Selector selector, List<Unfinished> all) throws IOException {
        long end = System.nanoTime() + (Math.max(headMillis, bodyMillis) + 2L * LATE_MILLIS) * 1_000_000;
        long nextDrop = System.nanoTime();
        int open = all.size();
        while (open > 0 && System.nanoTime() - end < 0) {
            if (System.nanoTime() - nextDrop >= 0) {
                nextDrop += 1_000_000_000L;
                for (Unfinished each : all) {
                    each.drop();
                }
            }
            selector.select(50);
            for (SelectionKey key : selector.selectedKeys()) {
                if (((Unfinished) key.attachment()).hasEnded()) {
                    key.cancel();
                    open--;
                }
            }
            selector.selectedKeys().clear();
        }
        for (Unfinished each : all) {
            each.channel.close();
        }
    }

    private static void tell(Report report, String what, List<Unfinished> some, int limitMillis) {
        long cut = some.stream().filter(each -> each.endedMillis >= 0).count();
        long answered = some.stream()
                .filter(each -> each.answer.startsWith("HTTP/1.1 408"))
                .count();
        Echoes.Times times = Echoes.Times.of(some.stream()
                .filter(each -> each.endedMillis >= 0)
                .mapToDouble(each -> each.endedMillis)
                .toArray());
        report.expect(what + " cut", cut, some.size());
        report.expect(what + " answered with 408", answered, some.size());
        report.check(
                times.most() <= limitMillis + LATE_MILLIS && times.p50() >= limitMillis - LATE_MILLIS,
                "%s were cut after: %s (limit: %d ms)",
                what,
                times,
                limitMillis);
    }

    /** A request that does not end. */
    private static final class Unfinished {
        private final SocketChannel channel;
        private final long openedNanos = System.nanoTime();
        private final ByteBuffer input = ByteBuffer.allocate(64);
        private String answer = "";
        private double endedMillis = -1;

        private Unfinished(SocketChannel channel) {
            this.channel = channel;
        }

        static Unfinished open(Peer peer, Selector selector, String part) throws IOException {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", peer.port()));
            Unfinished opened = new Unfinished(channel);
            channel.write(ByteBuffer.wrap(part.getBytes(US_ASCII)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, opened);
            return opened;
        }

        void drop() {
            if (endedMillis < 0 && answer.isEmpty()) {
                try {
                    channel.write(ByteBuffer.wrap(new byte[] {'x'}));
                } catch (IOException e) {
                    // cut: the selector tells
                }
            }
        }

        /** Reads; true at the end. */
        boolean hasEnded() {
            input.clear();
            try {
                int length = channel.read(input);
                if (length >= 0) {
                    answer += new String(input.array(), 0, length, US_ASCII);
                    return false;
                }
            } catch (IOException e) {
                // a reset is an end as well
            }
            endedMillis = (System.nanoTime() - openedNanos) / 1e6;
            return true;
        }
    }

    /** Handshakes on connections of their own, one after the other. */
    private static final class Handshakes implements AutoCloseable {
        private static final int WARM_UP = 300;
        private static final int SECONDS = 30;

        private final Peer peer;
        private final List<Double> millis = new ArrayList<>();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private volatile boolean stopped;

        Handshakes(Peer peer) throws IOException {
            this.peer = peer;
            for (int i = 0; i < WARM_UP; i++) {
                peer.session();
            }
            Thread thread = new Thread(this::ask, "handshakes");
            thread.setDaemon(true);
            thread.start();
        }

        private void ask() {
            try {
                while (!stopped) {
                    long from = System.nanoTime();
                    peer.session();
                    synchronized (millis) {
                        millis.add((System.nanoTime() - from) / 1e6);
                    }
                    Thread.sleep(10);
                }
                ended.complete(null);
            } catch (IOException | InterruptedException | RuntimeException e) {
                ended.completeExceptionally(e);
            }
        }

        Echoes.Times take() {
            if (ended.isCompletedExceptionally()) {
                ended.join();
            }
            synchronized (millis) {
                Echoes.Times times = Echoes.Times.of(
                        millis.stream().mapToDouble(Double::doubleValue).toArray());
                millis.clear();
                return times;
            }
        }

        @Override
        public void close() {
            stopped = true;
            ended.orTimeout(SECONDS, TimeUnit.SECONDS).join();
        }
    }
}
