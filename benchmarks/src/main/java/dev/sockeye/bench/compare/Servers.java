package dev.sockeye.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The columns of the table, as far as this machine has what they need. */
final class Servers {

    /** All columns, in the table's order. */
    static final List<String> NAMES = List.of(
            "sockeye",
            "sockeye-off-loop",
            "sockeye-relay",
            "engine",
            "node",
            "netty-socketio",
            "raw-netty",
            "raw-json",
            "raw-c");

    private static final String LIMIT_SERVER = "dev.sockeye.bench.limit.RawServer";
    private static final String SOCKEYE = "dev.sockeye.bench.server.SockeyeServer";
    private static final String ENGINE = "dev.sockeye.bench.server.EngineServer";
    private static final Set<String> WEBSOCKET_ROWS = Set.of(
            "echo",
            "echo-object",
            "ack",
            "bcast-64",
            "bcast-64-burst",
            "bcast-1k",
            "bcast-16k",
            "bcast-bin",
            "connect",
            "idle",
            "heartbeat");

    private Servers() {}

    /**
     * Lists the columns in the table's order.
     *
     * @param root the directory of the build
     * @param java the JVM that runs every Java server
     * @param variants arguments of further columns by name, see {@link CompareOptions}
     * @param missing receives a sentence per server that cannot be started
     */
    static List<ServerSpec> find(Path root, String java, Map<String, String> variants, List<String> missing) {
        List<ServerSpec> servers = new ArrayList<>();
        String ours = System.getProperty("java.class.path");
        servers.add(sockeye("sockeye", ours, java, Set.of()));
        variants.forEach((name, arguments) -> servers.add(variant(name, arguments, ours, java)));
        servers.add(sockeye("sockeye-off-loop", ours, java, Set.of(), "--off-loop"));
        servers.add(sockeye("sockeye-relay", ours, java, Set.of("echo", "echo-object"), "--relay"));
        servers.add(new ServerSpec("engine", ServerSpec.java(java, ours, ENGINE, "{ping}"), Set.of()));
        Path peers = root.resolve("benchmarks/peers");
        Path node = peers.resolve("node");
        if (Files.isDirectory(node.resolve("node_modules/socket.io"))) {
            servers.add(new ServerSpec("node", (port, flavour) -> nodeCommand(node, port, flavour), Set.of()));
        } else {
            missing.add("node: run `bin/bench peers`");
        }
        Path netty = peers.resolve("netty-socketio/target");
        if (Files.isDirectory(netty.resolve("lib"))) {
            String classPath = netty.resolve("classes") + ":" + netty.resolve("lib") + "/*";
            servers.add(new ServerSpec(
                    "netty-socketio",
                    ServerSpec.java(java, classPath, "dev.sockeye.bench.peer.NettySocketIoServer", "{ping}"),
                    Set.of()));
        } else {
            missing.add("netty-socketio: run `bin/bench peers`");
        }
        servers.add(limit(java));
        servers.add(new ServerSpec(
                "raw-json",
                ServerSpec.java(java, ours, LIMIT_SERVER, "--json", "--ping-interval", "{ping}"),
                Set.of("echo", "echo-object")));
        addRawC(root, servers, missing);
        return servers;
    }

    /** The limit that ratios are given to. */
    static ServerSpec limit(String java) {
        String classPath = System.getProperty("java.class.path");
        return new ServerSpec(
                "raw-netty", ServerSpec.java(java, classPath, LIMIT_SERVER, "--ping-interval", "{ping}"), Set.of());
    }

    /** Our server for a purpose of its own. */
    static ServerSpec sockeye(String java, String... options) {
        return sockeye("sockeye", System.getProperty("java.class.path"), java, Set.of(), options);
    }

    private static ServerSpec sockeye(String name, String classPath, String java, Set<String> rows, String... options) {
        List<String> arguments = new ArrayList<>(List.of("{ping}"));
        arguments.addAll(List.of(options));
        return new ServerSpec(name, ServerSpec.java(java, classPath, SOCKEYE, arguments.toArray(String[]::new)), rows);
    }

    /** Arguments of java, and behind {@code --} those of the server. */
    private static ServerSpec variant(String name, String arguments, String classPath, String java) {
        String[] parts = arguments.split(" -- ", 2);
        List<String> options = new ArrayList<>(List.of("{ping}"));
        if (parts.length == 2) {
            options.addAll(List.of(parts[1].split(" ")));
        }
        return new ServerSpec(
                name,
                ServerSpec.java(java, classPath, parts[0] + " " + SOCKEYE, options.toArray(String[]::new)),
                Set.of());
    }

    private static List<String> nodeCommand(Path node, int port, ServerSpec.Flavour flavour) {
        return List.of(
                "node",
                "--expose-gc",
                node.resolve("server.mjs").toString(),
                Integer.toString(port),
                Integer.toString(flavour.pingIntervalMillis()));
    }

    private static void addRawC(Path root, List<ServerSpec> servers, List<String> missing) {
        Path source = root.resolve("benchmarks/native/raw.c");
        Path binary = root.resolve("benchmarks/target/raw-c");
        try {
            Files.createDirectories(binary.getParent());
            Process compiler = new ProcessBuilder("gcc", "-O2", "-o", binary.toString(), source.toString())
                    .inheritIO()
                    .start();
            if (compiler.waitFor() == 0) {
                servers.add(new ServerSpec(
                        "raw-c",
                        (port, flavour) -> List.of(
                                binary.toString(),
                                Integer.toString(port),
                                Integer.toString(flavour.pingIntervalMillis())),
                        WEBSOCKET_ROWS));
                return;
            }
        } catch (IOException e) {
            // No compiler: the column stays away, as said below.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        missing.add("raw-c: needs gcc");
    }
}
