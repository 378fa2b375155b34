package dev.sockeye.bench.compare;

import static java.util.Objects.requireNonNull;

import io.netty.util.Version;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a comparison ran on. Immutable.
 *
 * @param jvm name and version of the JVM of the servers
 * @param netty version of Netty in our servers and the limits
 * @param node version of Node.js, or that there is none
 * @param kernel version of the kernel
 * @param cpu model of the CPU
 * @param cpus number of CPUs of the machine
 */
record Machine(String jvm, String netty, String node, String kernel, String cpu, long cpus) {

    /** Asks the machine, and the JVM that {@code java} names. */
    static Machine read(String java) throws IOException {
        return new Machine(
                property(java, "java.vm.name") + " " + property(java, "java.runtime.version"),
                requireNonNull(Version.identify().get("netty-common"), "netty-common")
                        .artifactVersion(),
                firstLine("", "node", "--version"),
                System.getProperty("os.version"),
                cpuInfo("model name").findFirst().orElse("of an unknown model"),
                cpuInfo("processor").count());
    }

    /** What stands above the table. */
    String sentence() {
        return "%d CPUs (%s), Linux %s, %s, Netty %s with epoll, Node.js %s."
                .formatted(cpus, cpu, kernel, jvm, netty, node);
    }

    private static String property(String java, String name) throws IOException {
        String line = firstLine(name + " = ", java, "-XshowSettings:properties", "-version");
        return line.substring(line.indexOf('=') + 1).trim();
    }

    /** The first line of a program's output that contains a text. */
    private static String firstLine(String part, String... command) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return "none";
        }
        try (BufferedReader output = process.inputReader()) {
            return output.lines().filter(line -> line.contains(part)).toList().stream()
                    .findFirst()
                    .orElse("unknown");
        }
    }

    private static Stream<String> cpuInfo(String key) throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).trim());
    }
}
