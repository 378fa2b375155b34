package dev.sockeye.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
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

    static void write(CompareOptions options, Machine machine, List<Result> results) throws IOException {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("at", Instant.now().toString());
        data.put("machine", machine);
        data.put("rounds", options.rounds());
        data.put("warmUpMillis", options.warmUpMillis());
        data.put("roundMillis", options.roundMillis());
        data.put("results", results);
        Files.createDirectories(options.output().getParent());
        Files.writeString(options.output(), JSON.writeValueAsString(data) + "\n");
    }
}
