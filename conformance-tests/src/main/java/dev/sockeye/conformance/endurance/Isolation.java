package dev.sockeye.conformance.endurance;

import dev.sockeye.conformance.wire.Peer;
import dev.sockeye.conformance.wire.RawConnection;
import dev.sockeye.conformance.wire.ServerProcess;
import dev.sockeye.testsupport.wire.ClientFrames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Listeners that block for ever, throw, never complete what they promised or emit for ever, and clients that flood listeners
 * with events: a witness does not notice. Each kind meets a new server; listeners run where they do by default, on the Java that runs
 * this.
 */
public final class Isolation implements Proof {
    private static final int SETTLE_MILLIS = 300;

    /** What is tried. */
    private enum Kind {
        BLOCK("block", 1),
        WAIT_FOR_A_FUTURE("wait", 1),
        NEVER_COMPLETE("never", 200),
        NEVER_ACKNOWLEDGE("ask", 200),
        THROW("boom", 2000),
        EMIT("emit", 1),
        FLOOD("small", 20_000);

        private final String event;

        /** How many of them each client sends. */
        private final int times;

        Kind(String event, int times) {
            this.event = event;
            this.times = times;
        }
    }

    private final int clients;
    private final int seconds;
    private final int witnessMillis;

    /** Takes {@code --clients} with bad listeners, {@code --seconds} for each kind, and {@code --witness-millis}. */
    public Isolation(Settings settings) {
        clients = settings.number("clients", 200);
        seconds = settings.number("seconds", 10);
        witnessMillis = settings.number("witness-millis", 50);
    }

    @Override
    public void run(Report report) throws Exception {
        for (Kind kind : Kind.values()) {
            run(report, kind);
        }
    }

    private void run(Report report, Kind kind) throws Exception {
        List<RawConnection> connections = new ArrayList<>();
        try (ServerProcess server = ServerProcess.startProgram(ServerProcess.SMALL, LoadServer.class);
                Echoes echoes = Echoes.start(server.port())) {
            Peer peer = new Peer(server.port());
            for (int i = 0; i < clients; i++) {
                connections.add(peer.joined());
            }
            Thread.sleep(SETTLE_MILLIS);
            Echoes.Times before = echoes.take();
            for (RawConnection connection : connections) {
                readAll(connection);
            }
            byte[] events = events(kind);
            for (RawConnection connection : connections) {
                connection.offer(events);
            }
            Thread.sleep(seconds * 1000L);
            Echoes.Times times = echoes.take();
            report.note("%s: %d clients, %d events each; echoes before: %s", kind, clients, kind.times, before);
            report.count("threads of the server", server.threads());
            Control control = new Control(server);
            Map<String, Long> counters = control.ask("counters");
            counters.forEach(report::count);
            report.check(
                    times.p99() < witnessMillis && times.count() > 0,
                    "%s: echoes %s (limit: p99 %d ms)",
                    kind,
                    times,
                    witnessMillis);
            report.check(server.isAlive(), "%s: the server is alive", kind);
        } finally {
            for (RawConnection connection : connections) {
                connection.close();
            }
        }
    }

    private static byte[] events(Kind kind) {
        byte[][] frames = new byte[kind.times][];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = ClientFrames.text("42" + (kind == Kind.NEVER_COMPLETE ? i : "") + "[\"" + kind.event + "\"]");
        }
        return ClientFrames.concat(frames);
    }

    /** A good client in everything else: it reads, and answers pings. */
    private static void readAll(RawConnection connection) throws IOException {
        connection.timeout(0);
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    connection.message();
                }
            } catch (IOException e) {
                // the end
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
