package dev.sockeye.socketio.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A redis-server of the machine on a free port, without persistence. Not thread-safe. */
final class RedisProcess implements AutoCloseable {
    private final int port;
    private final Path directory;
    private final List<String> options;
    /** Null unless it is a sentinel. */
    private Path config;

    private Process process;

    private RedisProcess(int port, List<String> options) throws IOException {
        this.port = port;
        this.options = options;
        this.directory = Files.createTempDirectory("redis-test");
    }

    static RedisProcess start(String... options) {
        RedisProcess redis = reserve(options);
        redis.restart();
        return redis;
    }

    /** A sentinel; it writes into its configuration, and answers commands as a server does. */
    static RedisProcess startSentinel(Path config) {
        RedisProcess sentinel = reserve("--sentinel");
        sentinel.config = config;
        sentinel.restart();
        return sentinel;
    }

    /** A port, with nothing behind it yet. */
    static RedisProcess reserve(String... options) {
        try {
            return new RedisProcess(freePort(), List.of(options));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that was free a moment ago. */
    static int freePort() throws IOException {
        // The cluster bus takes the port 10000 above.
        while (true) {
            try (ServerSocket socket = new ServerSocket(0)) {
                int port = socket.getLocalPort();
                if (port < 50000) {
                    return port;
                }
            }
        }
    }

    int port() {
        return port;
    }

    String uri() {
        return "redis://127.0.0.1:" + port;
    }

    /** Starts it, and returns when it answers. */
    void restart() {
        List<String> command = new ArrayList<>(List.of("redis-server"));
        if (config == null) {
            command.addAll(List.of("--save", "", "--appendonly", "no"));
        } else {
            command.add(config.toString());
        }
        command.addAll(List.of("--port", String.valueOf(port), "--bind", "127.0.0.1", "--dir", directory.toString()));
        command.addAll(options);
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            try {
                if (call("PING").startsWith("+PONG")) {
                    return;
                }
            } catch (UncheckedIOException e) {
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    throw e;
                }
            }
            pause(20);
        }
    }

    /** As kill -9. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends a signal: STOP or CONT. */
    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends one command over a connection of its own; gives the raw answer, as far as it comes in one piece. */
    String call(Object... args) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 2000);
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(("*" + args.length + "\r\n").getBytes(StandardCharsets.UTF_8));
            for (Object arg : args) {
                byte[] bytes = arg instanceof byte[] b ? b : String.valueOf(arg).getBytes(StandardCharsets.UTF_8);
                out.write(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.UTF_8));
                out.write(bytes);
                out.write("\r\n".getBytes(StandardCharsets.UTF_8));
            }
            out.flush();
            InputStream in = socket.getInputStream();
            byte[] answer = new byte[1 << 16];
            int length = in.read(answer);
            return new String(Arrays.copyOf(answer, Math.max(0, length)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            signal("CONT");
            kill();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
