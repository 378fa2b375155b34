package dev.sockeye.bench.compare;

import dev.sockeye.bench.load.Load;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The steps of a measurement; each throws {@link IllegalStateException} with what was wrong. */
final class Measuring {

    private static final long SETTLE_MILLIS = 300;
    private static final long OPEN_TIMEOUT_SECONDS = 60;
    private static final long QUIET_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private Measuring() {}

    /** One round: microseconds of CPU per unit, units per second, share of the CPU. */
    record Sample(double micros, double perSecond, double cpuShare) {}

    static void open(Load load) {
        try {
            load.open().orTimeout(OPEN_TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new IllegalStateException("the connections were not ready in time", e);
            }
            throw new IllegalStateException(String.valueOf(e.getMessage()), e);
        }
    }

    static Sample sample(ServerProcess process, Load load, long millis) {
        load.start();
        ServerProcess.sleep(SETTLE_MILLIS);
        long before = load.units();
        long cpu = process.cpuNanos();
        long start = System.nanoTime();
        // Clients in lockstep may all be waiting at both ends of a short round on a slow machine.
        int tries = 0;
        do {
            ServerProcess.sleep(millis);
        } while (load.units() == before && ++tries < 5);
        long units = load.units() - before;
        cpu = process.cpuNanos() - cpu;
        long elapsed = System.nanoTime() - start;
        quiesce(load);
        throwOnFailure(load);
        if (units == 0) {
            throw new IllegalStateException("no unit was done in a round");
        }
        return new Sample(cpu / 1000.0 / units, units * 1e9 / elapsed, (double) cpu / elapsed);
    }

    static void quiesce(Load load) {
        load.stop();
        long deadline = System.nanoTime() + QUIET_TIMEOUT_NANOS;
        while (!load.isQuiet()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(load.failure().orElse("replies are missing"));
            }
            ServerProcess.sleep(5);
        }
    }

    static void throwOnFailure(Load load) {
        Optional<String> failure = load.failure();
        if (failure.isPresent()) {
            throw new IllegalStateException(failure.get());
        }
    }
}
