package dev.sockeye.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The file with every sample of a comparison, and on what it was obtained. */
final class RawData {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private RawData() {}

    static void write(CompareOptions options, List<Result> results) throws IOException {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("at", Instant.now().toString());
        data.put("kernel", System.getProperty("os.version"));
        data.put("cpu", cpuModel());
        data.put("cpus", Runtime.getRuntime().availableProcessors());
        data.put("java", options.java());
        data.put("rounds", options.rounds());
        data.put("warmUpMillis", options.warmUpMillis());
        data.put("roundMillis", options.roundMillis());
        data.put("results", results);
        Files.createDirectories(options.output().getParent());
        Files.writeString(options.output(), JSON.writeValueAsString(data) + "\n");
    }

    private static String cpuModel() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("unknown");
    }
}
