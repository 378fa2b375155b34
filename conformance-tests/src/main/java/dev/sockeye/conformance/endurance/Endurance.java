package dev.sockeye.conformance.endurance;

import io.netty.util.Version;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The program behind {@code bin/endurance NAME [--OPTION NUMBER]...}: carries out one proof, prints seed, versions,
 * counters and a line for each check, and exits with 1 if one failed, with 2 if the command line makes no sense.
 */
public final class Endurance {
    private static final Map<String, Function<Settings, Proof>> PROOFS = new TreeMap<>(Map.of(
            "accounting",
            Accounting::new,
            "isolation",
            Isolation::new,
            "recovery",
            Recovery::new,
            "rolling-restart",
            RollingRestart::new,
            "shutdown",
            Shutdown::new,
            "slow-readers",
            SlowReaders::new,
            "slow-senders",
            SlowSenders::new,
            "soak",
            Soak::new));

    private Endurance() {}

    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(run(out, args));
    }

    private static int run(PrintStream out, String... args) {
        Settings settings;
        Proof proof;
        try {
            @Nullable Function<Settings, Proof> named = args.length == 0 ? null : PROOFS.get(args[0]);
            if (named == null) {
                throw new IllegalArgumentException(
                        "usage: endurance NAME [--OPTION NUMBER]..., NAME one of " + PROOFS.keySet());
            }
            settings = Settings.of(Arrays.copyOfRange(args, 1, args.length));
            proof = named.apply(settings);
            settings.refuseUnknown();
        } catch (IllegalArgumentException e) {
            System.err.println("endurance: " + e.getMessage());
            return 2;
        }
        out.println("bin/endurance " + args[0] + " " + settings);
        out.println(surroundings());
        Report report = new Report(out);
        try {
            proof.run(report);
        } catch (Exception e) {
            report.check(false, "the run ended with %s", e);
            e.printStackTrace(out);
        }
        report.note(
                "%s",
                report.passed() ? "PASSED" : "FAILED: " + report.failures().size() + " checks");
        return report.passed() ? 0 : 1;
    }

    /** What the figures depend on beside the options. */
    private static String surroundings() {
        @Nullable Version netty = Version.identify().get("netty-common");
        return String.format(
                "Java %s, Netty %s, %d processors, load %.1f; this process: %d MB of heap at most",
                System.getProperty("java.version"),
                netty == null ? "unknown" : netty.artifactVersion(),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                Runtime.getRuntime().maxMemory() >> 20);
    }
}
