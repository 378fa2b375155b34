package dev.sockeye.conformance.endurance;

import dev.sockeye.conformance.endurance.CutClient.Abort;
import dev.sockeye.conformance.wire.Peer;
import dev.sockeye.conformance.wire.RawConnection;
import dev.sockeye.conformance.wire.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code soak}: sessions with random transports that are cut at random points, beside steady traffic of clients that stay,
 * against a server with little memory. What the server holds must not grow, and be back in the end.
 *
 * <p>It first runs for {@code --warmup} seconds, until classes are loaded and pools filled. Then it looks at the server at
 * rest, loads it for {@code --seconds}, and looks at it at rest again. Under load it is looked at 60 times, or once
 * a second.
 */
final class Soak implements Proof {
    /** What has to be back in the end. */
    private static final List<String> BACK =
            List.of("sessions", "sockets", "rooms", "timers", "pendingAcks", "bufferedBytes", "descriptors", "threads");

    /** How long what was cut may take to be gone; the heartbeat of the fixture ends it after 5 s. */
    private static final int REST_SECONDS = 30;

    /** Free memory that the allocator keeps for the next busy moment. */
    private static final long POOLED_BYTES = 4 << 20;

    /** Threads that listeners run on at most where the JDK has no virtual ones; they do not all go away by themselves. */
    private static final int LISTENER_THREADS = 64;

    private static final List<String> FLAGS = Stream.concat(
                    ServerProcess.SMALL.stream(), Stream.of("-Dio.netty.leakDetection.level=paranoid"))
            .toList();

    private final int seconds;
    private final int warmup;
    private final int sessionsPerSecond;
    private final int messagesPerSecond;
    private final int clients;
    private final int threads;
    private final int heapPercent;
    private final long seed;

    Soak(Settings settings) {
        seconds = settings.number("seconds", 3600);
        warmup = settings.number("warmup", 60);
        sessionsPerSecond = settings.number("sessions", 300);
        messagesPerSecond = settings.number("messages", 20_000);
        clients = settings.number("clients", 20);
        threads = settings.number("threads", 32);
        heapPercent = settings.number("heap-percent", 5);
        seed = settings.seed();
    }

    @Override
    public void run(Report report) throws Exception {
        report.note("server: fixture attack, %s", FLAGS);
        try (ServerProcess server = ServerProcess.start(FLAGS, "attack", "0");
                Steady steady = new Steady(server.port(), clients, messagesPerSecond)) {
            CutSessions sessions = new CutSessions(new Peer(server.port()), sessionsPerSecond, seed, threads);
            occupyListenerThreads(new Peer(server.port()));
            underLoad(sessions, steady, warmup, new ArrayList<>(), report, server);
            Gauges before = atRest(server, gauges -> gauges.get("sessions") <= clients + 1);
            long warmedUp = sessions.ended();
            long receivedBefore = steady.received();
            report.note("at rest before: %s", before);

            List<Long> heap = new ArrayList<>();
            long from = System.nanoTime();
            boolean answered = underLoad(sessions, steady, seconds, heap, report, server);
            double took = (System.nanoTime() - from) / 1e9;
            Gauges after =
                    atRest(server, gauges -> BACK.stream().allMatch(name -> gauges.get(name) <= before.get(name)));
            report.note("at rest after: %s", after);

            count(sessions, report);
            long ended = sessions.ended() - warmedUp;
            long wanted = (long) sessionsPerSecond * seconds;
            report.count("sessions while warming up", warmedUp);
            report.count("messages of steady clients", steady.received());
            report.note("%.0f messages a second", (steady.received() - receivedBefore) / took);
            report.check(ended >= wanted * 92 / 100, "sessions: %,d (expected: 92 %% of %,d)", ended, wanted);
            checkHeap(heap, report);
            for (String name : BACK) {
                report.check(
                        after.get(name) <= before.get(name),
                        "%s back: %,d before, %,d after",
                        name,
                        before.get(name),
                        after.get(name));
            }
            report.check(
                    after.get("direct") <= before.get("direct") + POOLED_BYTES,
                    "direct memory back: %,d bytes before, %,d after (expected: at most %,d more)",
                    before.get("direct"),
                    after.get("direct"),
                    POOLED_BYTES);
            report.check(
                    answered && steady.troubles().isEmpty(),
                    "steady clients in order: %s; lost by the server's account: %s",
                    steady.troubles(),
                    new Control(server).askText("gone"));
            report.check(server.troubles().isEmpty(), "nothing bad in the server's log: %s", server.troubles());
            report.count("bytes of log", server.log().length());
            if (!server.troubles().isEmpty()) {
                report.note("%s", server.log().lines().limit(200).collect(Collectors.joining("\n")));
            }
            report.check(server.terminate(20) == 0, "the server ended well");
        }
    }

    /** Has all threads made that listeners may run on, so that their number can be compared. */
    private static void occupyListenerThreads(Peer peer) throws IOException {
        List<RawConnection> blocking = new ArrayList<>();
        for (int i = 0; i < LISTENER_THREADS; i++) {
            blocking.add(peer.joined());
        }
        for (RawConnection connection : blocking) {
            connection.text("420[\"block\",1000]");
        }
        for (RawConnection connection : blocking) {
            connection.message();
            connection.close();
        }
    }

    /** Loads the server, and looks at it from time to time; returns whether all that was sent came back. */
    private boolean underLoad(
            CutSessions sessions, Steady steady, int forSeconds, List<Long> heap, Report report, ServerProcess server)
            throws IOException, InterruptedException {
        steady.resume();
        sessions.start();
        long from = System.nanoTime();
        int looks = Math.min(60, forSeconds);
        for (int look = 1; look <= looks; look++) {
            long due = from + look * (forSeconds * 1_000_000_000L / looks);
            while (System.nanoTime() < due) {
                Thread.sleep(10);
            }
            Gauges gauges = Gauges.of(server);
            heap.add(gauges.get("heap"));
            if (look % Math.max(1, looks * 60 / forSeconds) == 0) {
                report.note("%,d sessions, %,d messages; %s", sessions.ended(), steady.received(), gauges);
            }
        }
        sessions.stop();
        return steady.pause();
    }

    /** Looks until the server holds no more than it should, or does not get there. */
    private static Gauges atRest(ServerProcess server, Predicate<Gauges> rest)
            throws IOException, InterruptedException {
        Gauges gauges = Gauges.of(server);
        for (int i = 0; i < REST_SECONDS && !rest.test(gauges); i++) {
            Thread.sleep(1000);
            gauges = Gauges.of(server);
        }
        return gauges;
    }

    private static void count(CutSessions sessions, Report report) {
        for (Abort abort : Abort.values()) {
            report.count("cut at " + abort, sessions.ended(abort));
        }
        report.count("sessions that were too slow to go on", sessions.late());
        report.check(
                sessions.unexpected() == 0,
                "sessions that got something unexpected: %,d %s",
                sessions.unexpected(),
                sessions.examples());
    }

    private void checkHeap(List<Long> looks, Report report) {
        int early = looks.size() / 6;
        long before = middle(looks.subList(Math.max(0, early - 2), early + 3));
        long after = middle(looks.subList(looks.size() - 5, looks.size()));
        report.check(
                after <= before + before * heapPercent / 100,
                "live heap: %,d bytes after a sixth of the time, %,d in the end (expected: at most %d %% more)",
                before,
                after,
                heapPercent);
    }

    /** The median. */
    private static long middle(List<Long> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
