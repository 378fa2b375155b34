package dev.sockeye.examples.core;

import dev.sockeye.engineio.EngineIoOptions;
import dev.sockeye.engineio.HttpHandler;
import dev.sockeye.examples.core.CommandLine.Flag;
import dev.sockeye.socketio.redis.RedisAdapterFactory;
import dev.sockeye.socketio.server.SocketIoServer;
import io.lettuce.core.RedisConnectionException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server that all examples start from, and its life: flags, start, one clear line for what went wrong, and an end in
 * good order on Ctrl-C or SIGTERM.
 */
public final class ExampleServer {
    private static final Logger LOG = LoggerFactory.getLogger(ExampleServer.class);
    private static final int MAX_SESSIONS = 10_000;
    private static final int MAX_ROOMS_PER_SOCKET = 100;
    private static final Duration DRAIN = Duration.ofSeconds(3);

    private final SocketIoServer io;
    private final List<AutoCloseable> closedAfterwards = new ArrayList<>();
    private String greeting = "";

    private ExampleServer(SocketIoServer io) {
        this.io = io;
    }

    /** The flags of a program: its own, and those that all examples share. */
    public static CommandLine flags(String program, String purpose, Flag... own) {
        List<Flag> all = new ArrayList<>(List.of(own));
        all.add(new Flag("--host", "NAME", "", "name or address to listen on; all of them if it is missing"));
        all.add(new Flag(
                "--redis", "URL", "", "joins the processes that use this Redis, such as redis://localhost:6379"));
        all.add(new Flag(
                "--trust-proxy", "LIST", "", "addresses of proxies, separated by commas, that name their clients"));
        return CommandLine.of(program, purpose, all.toArray(Flag[]::new));
    }

    /** A server as the flags say, for clients of all generations, not yet started. */
    public static ExampleServer create(CommandLine flags, Consumer<EngineIoOptions.Builder> engine, HttpHandler http) {
        SocketIoServer.Builder server = SocketIoServer.builder()
                .port(flags.number("--port", 0, 65535))
                .engine(defaults -> defaults.allowEio3(true).maxSessions(MAX_SESSIONS))
                .engine(engine)
                .options(options -> options.maxRoomsPerSocket(MAX_ROOMS_PER_SOCKET))
                .fallback(http);
        flags.get("--redis").ifPresent(uri -> server.options(o -> o.adapter(RedisAdapterFactory.pubSub(uri))));
        flags.get("--host").ifPresent(server::host);
        flags.get("--trust-proxy").ifPresent(proxies -> server.trustedProxies(proxies.split(",")));
        return new ExampleServer(server.build());
    }

    /** The server, to add namespaces and listeners. */
    public SocketIoServer io() {
        return io;
    }

    /** Says something more once the server has started; {@code %d} stands for the port. */
    public ExampleServer greeting(String text) {
        greeting = text;
        return this;
    }

    /** Closes something when the server has ended. */
    public void closeAfterwards(AutoCloseable resource) {
        closedAfterwards.add(resource);
    }

    /** Runs a program: returns once its server has started, and ends it in good order with the process. */
    public static void run(CommandLine line, String[] args, Function<CommandLine, ExampleServer> create) {
        if (List.of(args).contains("--help")) {
            System.out.print(line.help());
            return;
        }
        try {
            create.apply(line.parse(List.of(args), System.getenv())).start(line.program());
        } catch (UsageException e) {
            fail(2, line.program() + ": " + e.getMessage());
        } catch (UncheckedIOException | RedisConnectionException e) { // a taken port, a Redis that is not there
            fail(1, line.program() + ": " + e.getMessage());
        }
    }

    private void start(String program) {
        io.start();
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
        System.out.println(program + " listens on port " + io.port());
        if (!greeting.isEmpty()) {
            System.out.println(greeting.formatted(io.port()));
        }
    }

    /**
     * Lets clients have what was sent to them, and go elsewhere. The exit status then says whether that worked, not
     * which signal asked for it.
     */
    private void stop() {
        int status = 0;
        try {
            io.shutdown(DRAIN).get(DRAIN.toMillis() * 2, TimeUnit.MILLISECONDS);
            for (AutoCloseable resource : closedAfterwards) {
                resource.close();
            }
        } catch (Exception e) {
            LOG.warn("Not ended in good order", e);
            status = 1;
        }
        Runtime.getRuntime().halt(status);
    }

    private static void fail(int status, String message) {
        System.err.println(message);
        System.exit(status);
    }
}
