package dev.sockeye.conformance.endurance;

/** One of the programs of {@code bin/endurance}: runs, counts, and tells a report what held and what did not. */
@FunctionalInterface
public interface Proof {
    /**
     * Runs to the end; everything that it started has ended when this returns.
     *
     * @param report takes the counters and checks
     * @throws Exception if the proof could not be carried out, which is a failure as well
     */
    void run(Report report) throws Exception;
}
