package dev.sockeye.bench.compare;

import java.io.IOException;

/** Which CPU runs what. */
final class Cpus {

    private Cpus() {}

    /** Moves all threads of this process to one CPU; later ones inherit it. */
    static void pinThisProcess(int cpu) throws IOException {
        String pid = Long.toString(ProcessHandle.current().pid());
        Process taskset = new ProcessBuilder("taskset", "-acp", Integer.toString(cpu), pid)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (taskset.waitFor() != 0) {
                throw new IOException("taskset cannot pin the generator to CPU " + cpu);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
