package dev.sockeye.conformance.wire;

import dev.sockeye.conformance.fixture.Fixtures;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A fixture, or another program that says {@code LISTENING PORT}, in a JVM of its own; what it logs goes to a file. Not
 * thread-safe.
 */
public final class ServerProcess implements AutoCloseable {
    /** Memory that everything must be survived with. */
    public static final List<String> SMALL = List.of("-Xmx256m", "-XX:MaxDirectMemorySize=128m");

    private static final List<String> SIGNS_OF_TROUBLE =
            List.of("exceptionCaught", "raised an exception", "OutOfMemory", "LEAK", "StackOverflow");

    private final Process process;
    private final Path log;
    private final int port;

    private ServerProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** Starts a fixture with a JVM's flags; it accepts when this returns. */
    public static ServerProcess start(List<String> jvmFlags, String... fixture) throws IOException {
        return startWith(List.of(), jvmFlags, fixture);
    }

    /** The same through another program, for example one that sets limits. */
    public static ServerProcess startWith(List<String> launcher, List<String> jvmFlags, String... fixture)
            throws IOException {
        return start(launcher, jvmFlags, Fixtures.class, fixture);
    }

    /** Starts a program with a JVM's flags; it accepts when this returns. */
    public static ServerProcess startProgram(List<String> jvmFlags, Class<?> program, String... arguments)
            throws IOException {
        return start(List.of(), jvmFlags, program, arguments);
    }

    private static ServerProcess start(
            List<String> launcher, List<String> jvmFlags, Class<?> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(launcher);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmFlags);
        command.addAll(List.of("-XX:+ExitOnOutOfMemoryError", "-cp", System.getProperty("java.class.path")));
        command.add(program.getName());
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile("sockeye-", ".log");
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null || !line.startsWith("LISTENING ")) {
            process.destroyForcibly();
            throw new IOException("the server did not start: " + line + "\n" + Files.readString(log));
        }
        return new ServerProcess(process, log, Integer.parseInt(line.substring(10)));
    }

    /** Its port. */
    public int port() {
        return port;
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it has logged. */
    public String log() throws IOException {
        return Files.readString(log, StandardCharsets.ISO_8859_1);
    }

    /** Signs in the log of what must never happen, whatever clients do. */
    public List<String> troubles() throws IOException {
        String log = log();
        return SIGNS_OF_TROUBLE.stream().filter(log::contains).toList();
    }

    /** Resident memory in bytes. */
    public long residentBytes() throws IOException {
        return status("VmRSS") * 1024;
    }

    /** Threads of the process. */
    public long threads() throws IOException {
        return status("Threads");
    }

    /** Open file descriptors. */
    public int descriptors() throws IOException {
        String[] names = Path.of("/proc/" + process.pid() + "/fd").toFile().list();
        if (names == null) {
            throw new IOException("no /proc/" + process.pid() + "/fd");
        }
        return names.length;
    }

    private long status(String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith(name + ":")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IOException("no " + name + " of process " + process.pid());
    }

    /** Sends SIGTERM and waits; returns the exit code. */
    public int terminate(int seconds) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new IllegalStateException("still running " + seconds + " s after SIGTERM");
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(log);
    }
}
