package dev.sockeye.bench.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Adds up the time of a process's threads, remembering those that have ended. Not thread-safe. */
final class CpuClock {

    private final Map<String, Long> nanosByThread = new HashMap<>();

    long nanos(long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            threads.forEach(this::read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long sum = 0;
        for (long nanos : nanosByThread.values()) {
            sum += nanos;
        }
        return sum;
    }

    private void read(Path thread) {
        try {
            String line = Files.readString(thread.resolve("schedstat"));
            nanosByThread.put(thread.getFileName().toString(), Long.parseLong(line.substring(0, line.indexOf(' '))));
        } catch (NoSuchFileException ended) {
            // What the thread had used when it was last seen stays in the sum.
        } catch (IOException e) {
            if (Files.exists(thread)) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
