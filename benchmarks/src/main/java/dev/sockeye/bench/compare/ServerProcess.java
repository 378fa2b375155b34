package dev.sockeye.bench.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server under measurement: one process, pinned to one CPU. */
final class ServerProcess implements AutoCloseable {

    private static final long START_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Process process;
    private final int port;
    private final CpuClock clock = new CpuClock();

    /** Ends the server when the measurement is cut short. */
    private final Thread onExit = new Thread(this::destroy);

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    private void destroy() {
        process.destroy();
    }

    /**
     * Starts the command and waits until its port accepts.
     *
     * @throws IOException if the process ends or does not listen in time
     */
    static ServerProcess start(ServerSpec spec, ServerSpec.Flavour flavour, int cpu, Path log) throws IOException {
        int port = freePort();
        List<String> command = new ArrayList<>(
                List.of("sh", "-c", "ulimit -n $(ulimit -Hn); exec taskset -c " + cpu + " \"$@\"", "sh"));
        command.addAll(spec.command(port, flavour));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        ServerProcess server = new ServerProcess(builder.start(), port);
        try {
            server.awaitListening(log);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitListening(Path log) throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT_NANOS;
        while (System.nanoTime() < deadline) {
            if (!process.isAlive()) {
                throw new IOException("the server ended with exit code " + process.exitValue() + ", see " + log);
            }
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
                return;
            } catch (IOException notYet) {
                sleep(50);
            }
        }
        throw new IOException("the server does not listen on port " + port + ", see " + log);
    }

    int port() {
        return port;
    }

    /** User and system time so far, in nanoseconds. */
    long cpuNanos() {
        return clock.nanos(process.pid());
    }

    /** Resident memory in bytes. */
    long residentBytes() {
        for (String line : readLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IllegalStateException("no VmRSS for process " + process.pid());
    }

    private static List<String> readLines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(onExit);
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                process.waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
