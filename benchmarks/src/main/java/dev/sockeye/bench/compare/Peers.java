package dev.sockeye.bench.compare;

import java.io.IOException;
import java.nio.file.Path;

/** The command {@code bin/bench peers}: fetches and builds the published servers that ours is compared with. */
public final class Peers {

    private Peers() {}

    /** Leaves everything below {@code benchmarks/peers}, so that nothing of it reaches the class path of the build. */
    public static void main() throws IOException {
        Path root = CompareOptions.findRoot();
        Path peers = root.resolve("benchmarks/peers");
        run(peers.resolve("node"), "npm", "ci");
        run(peers.resolve("netty-socketio"), root.resolve("mvnw").toString(), "-q", "-B", "process-classes");
    }

    private static void run(Path directory, String... command) throws IOException {
        try {
            int code = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IOException(String.join(" ", command) + " ended with exit code " + code);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
