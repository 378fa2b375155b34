package dev.sockeye.conformance.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The README does what it says. */
class ReadmeIT {
    private static final Path ROOT = Path.of("..");

    @Test
    @Timeout(60)
    void itsExampleCompilesAndTalksToThePublishedClient(@TempDir Path folder) throws Exception {
        String example = firstBlock("java");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        assertThat(example.lines().filter(line -> !line.isBlank())).hasSizeLessThanOrEqualTo(15);
        Path source = folder.resolve("Chat.java");
        Files.writeString(source, example.replace(".port(3000)", ".port(" + port + ")"));
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        source.toString());
        assertThat(result).isZero();

        Process server = start(
                folder,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                folder + java.io.File.pathSeparator + System.getProperty("java.class.path"),
                "Chat");
        try {
            String script = "const { io } = require('" + clientPackage() + "');"
                    + "const a = io('http://localhost:" + port + "'), b = io('http://localhost:" + port + "');"
                    + "let left = 0, seen = [];"
                    + "a.on('chat', (id, text) => { seen.push(id === left, text); });"
                    + "a.on('left', (id) => { console.log(JSON.stringify(seen.concat(left === id))); process.exit(0); });"
                    + "let up = 0; for (const s of [a, b]) s.on('connect', () => { if (++up === 2) { left = b.id;"
                    + " b.emit('chat', 'hello', (answer) => { seen.push(answer); b.disconnect(); }); } });";
            Process client = start(folder, "node", "-e", script);
            assertThat(client.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(new String(client.getInputStream().readAllBytes(), UTF_8).trim())
                    .isIn("[true,\"hello\",\"delivered\",true]", "[\"delivered\",true,\"hello\",true]");
        } finally {
            server.destroy();
            server.waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void itsLinksAndThoseOfTheDocumentsLeadSomewhere() throws Exception {
        List<Path> documents;
        try (var files = Files.walk(ROOT, 4)) {
            documents = files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.toString().contains("node_modules"))
                    .filter(file -> !file.toString().contains("target"))
                    .toList();
        }
        assertThat(documents).hasSizeGreaterThan(5);
        for (Path document : documents) {
            Matcher links = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)").matcher(Files.readString(document));
            while (links.find()) {
                assertThat(document.resolveSibling(links.group(1)))
                        .as("link in " + document)
                        .exists();
            }
        }
    }

    private static String firstBlock(String language) throws Exception {
        Matcher block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(ROOT.resolve("README.md")));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    private static String clientPackage() {
        return Path.of("src/test/js/node_modules/client-4.8.4").toAbsolutePath().toString();
    }

    private static Process start(Path folder, String... command) throws Exception {
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
