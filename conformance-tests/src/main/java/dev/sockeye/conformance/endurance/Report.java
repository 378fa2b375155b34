package dev.sockeye.conformance.endurance;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** What a proof has counted and checked, printed line by line as it comes. Thread-safe. */
public final class Report {
    private final PrintStream out;
    private final long started = System.nanoTime();
    private final List<String> failures = new ArrayList<>();
    private int checks;

    /** A report that is printed to {@code out}. */
    public Report(PrintStream out) {
        this.out = out;
    }

    /** A line that says how things stand. */
    public synchronized void note(String format, Object... values) {
        out.printf("%7.1f s  %s%n", (System.nanoTime() - started) / 1e9, String.format(format, values));
    }

    /** A raw counter. */
    public synchronized void count(String name, long value) {
        out.printf("           %-40s %,18d%n", name, value);
    }

    /** A raw counter that has to have one value. */
    public void expect(String name, long value, long wanted) {
        check(value == wanted, "%s: %,d (expected: %,d)", name, value, wanted);
    }

    /** A condition with the figures it rests on. */
    public synchronized void check(boolean holds, String format, Object... values) {
        String line = String.format(format, values);
        checks++;
        if (!holds) {
            failures.add(line);
        }
        out.println((holds ? "PASS  " : "FAIL  ") + line);
    }

    /** What did not hold. */
    public synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    /** Whether something was checked and all of it held. */
    public synchronized boolean passed() {
        return checks > 0 && failures.isEmpty();
    }
}
