package dev.sockeye.conformance.endurance;

import dev.sockeye.conformance.wire.Peer;
import dev.sockeye.conformance.wire.RawConnection;
import dev.sockeye.conformance.wire.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Clients that read nothing, each offered much more than a socket may keep: one event after the other to each, or broadcasts
 * to all of them; over WebSocket, over long-polling with one poll, and with polls that are asked for without end. What the
 * server grows by is bounded by the sum of their limits, they are cut and counted, and a witness does not notice.
 *
 * <p>The sum of the limits must fit into the heap, where packets wait for a poll, and into direct memory, where frames wait for the
 * network; garbage fills what is left of the heap.
 */
public final class SlowReaders implements Proof {
    private static final int MESSAGE_BYTES = 100_000;
    private static final int RECEIVE_BUFFER = 4096;
    private static final int PIPELINED_POLLS = 200;
    private static final int SETTLE_MILLIS = 1000;
    private static final int SECONDS = 30;
    private static final long LIMIT_BYTES = 4 << 20;
    private static final int ALLOWANCE_MEGABYTES = 64;
    private static final String CUT = "send buffers exceeded";

    /** How a reader reads nothing. */
    private enum Kind {
        WEBSOCKET,
        POLLING,
        /** Asks for the next response before it has read the one before. */
        PIPELINED_POLLING
    }

    private final int clients;
    private final int megabytes;
    private final int heapMegabytes;
    private final int directMegabytes;
    private final int witnessMillis;

    /** Takes {@code --clients}, {@code --megabytes} each, {@code --heap} and {@code --direct}, {@code --witness-millis}. */
    public SlowReaders(Settings settings) {
        clients = settings.number("clients", 100);
        megabytes = settings.number("megabytes", 200);
        heapMegabytes = settings.number("heap", 512);
        directMegabytes = settings.number("direct", 1024);
        witnessMillis = settings.number("witness-millis", 500);
    }

    @Override
    public void run(Report report) throws Exception {
        for (Kind kind : Kind.values()) {
            for (boolean broadcast : new boolean[] {false, true}) {
                run(report, kind, broadcast);
            }
        }
    }

    private void run(Report report, Kind kind, boolean broadcast) throws Exception {
        String name = kind + (broadcast ? ", broadcasts" : ", one by one");
        List<String> flags = List.of("-Xmx" + heapMegabytes + "m", "-XX:MaxDirectMemorySize=" + directMegabytes + "m");
        List<Reader> readers = new ArrayList<>();
        try (ServerProcess server = ServerProcess.startProgram(flags, LoadServer.class);
                Echoes echoes = Echoes.start(server.port())) {
            Control control = new Control(server);
            Peer peer = new Peer(server.port());
            for (int i = 0; i < clients; i++) {
                readers.add(Reader.connect(peer, kind));
            }
            Thread.sleep(SETTLE_MILLIS);
            Echoes.Times quiet = echoes.take();
            long before = server.residentBytes();
            long started = System.nanoTime();
            offer(peer, readers, broadcast);
            long most = 0;
            long kept = 0;
            long closed = 0;
            while (closed < clients && System.nanoTime() - started < SECONDS * 1_000_000_000L) {
                Thread.sleep(20);
                most = Math.max(most, server.residentBytes() - before);
                Map<String, Long> memory = control.ask("memory");
                kept = Math.max(kept, memory.getOrDefault("kept", 0L) + memory.getOrDefault("direct", 0L));
                closed = control.ask("counters").getOrDefault(CUT, 0L);
            }
            double seconds = (System.nanoTime() - started) / 1e9;
            report.note("%s: %d clients, %d MB offered to each; echoes before: %s", name, clients, megabytes, quiet);
            control.ask("counters").forEach(report::count);
            report.expect(name + ": cut for their send buffer", closed, clients);
            report.check(seconds <= SECONDS, "%s: all cut after %.1f s (limit: %d)", name, seconds, SECONDS);
            long limit = (clients * LIMIT_BYTES >> 20) + ALLOWANCE_MEGABYTES;
            report.check(
                    kept >> 20 <= limit,
                    "%s: buffers and what collections left in the heap were %d MB (limit: %d MB)",
                    name,
                    kept >> 20,
                    limit);
            report.check(
                    most >> 20 <= limit + heapMegabytes,
                    "%s: resident memory grew by %d MB, with garbage (limit: %d MB)",
                    name,
                    most >> 20,
                    limit + heapMegabytes);
            Echoes.Times times = echoes.take();
            report.check(times.p99() < witnessMillis, "%s: echoes %s (limit: p99 %d ms)", name, times, witnessMillis);
            control.expectCleanLog(report);
        } finally {
            for (Reader reader : readers) {
                reader.connection.close();
            }
        }
    }

    private void offer(Peer peer, List<Reader> readers, boolean broadcast) throws IOException {
        int messages = (int) (megabytes * 1_000_000L / MESSAGE_BYTES);
        if (broadcast) {
            for (Reader reader : readers) {
                reader.say(peer, "42[\"be-reader\"]");
            }
            RawConnection speaker = peer.joined();
            readers.add(new Reader(speaker, "")); // to be closed with the others: the listener must not lose its socket
            speaker.text("42[\"flood-readers\"," + messages + "," + MESSAGE_BYTES + "]");
        } else {
            for (Reader reader : readers) {
                reader.say(peer, "42[\"flood\"," + messages + "," + MESSAGE_BYTES + "]");
            }
        }
    }

    /**
     * A client in the main namespace that has read all there was, and will not read what comes.
     *
     * @param connection where it does not read
     * @param session path and query of its session; "" on WebSocket
     */
    private record Reader(RawConnection connection, String session) {
        static Reader connect(Peer peer, Kind kind) throws IOException {
            RawConnection connection = RawConnection.open(peer.port(), RECEIVE_BUFFER);
            if (kind == Kind.WEBSOCKET) {
                connection.send(Peer.upgrade(Peer.WEBSOCKET)).answer();
                connection.message();
                connection.text("40").message();
                return new Reader(connection, "");
            }
            String handshake = connection.send(Peer.get(Peer.POLLING)).answer().text();
            String session = Peer.POLLING + "&sid=" + Peer.sid(handshake);
            connection.send(Peer.post(session, "40")).answer();
            connection.send(Peer.get(session)).answer();
            connection.send(Peer.get(session).repeat(kind == Kind.POLLING ? 1 : PIPELINED_POLLS));
            return new Reader(connection, session);
        }

        void say(Peer peer, String packet) throws IOException {
            if (session.isEmpty()) {
                connection.text(packet);
            } else {
                peer.ask(Peer.post(session, packet));
            }
        }
    }
}
