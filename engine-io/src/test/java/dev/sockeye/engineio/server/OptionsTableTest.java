package dev.sockeye.engineio.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.CompressionOptions;
import dev.sockeye.engineio.CookieOptions;
import dev.sockeye.engineio.CorsOptions;
import dev.sockeye.engineio.EngineIoOptions;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/options.md} lists every option of the engine, with the default that the code has. */
class OptionsTableTest {
    private static final Path DOCUMENT = Path.of("../docs/options.md");

    /** Rows of the table under a heading: option to its cells. */
    private static Map<String, List<String>> table(String heading) throws Exception {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        boolean inside = false;
        for (String line : Files.readAllLines(DOCUMENT)) {
            if (line.startsWith("#")) {
                inside = line.equals("## " + heading);
            } else if (inside && line.startsWith("| `")) {
                List<String> cells = Stream.of(
                                line.substring(1, line.length() - 1).split("(?<!\\\\)\\|", -1))
                        .map(String::trim)
                        .toList();
                assertThat(cells).as(line).hasSize(5).doesNotContain("");
                String name = cells.get(0).replace("`", "");
                assertThat(rows).as("twice: " + name).doesNotContainKey(name);
                rows.put(name, cells);
            }
        }
        return rows;
    }

    private static Set<String> optionsOf(Class<?> builder) {
        Set<String> names = new TreeSet<>();
        for (Method method : builder.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers())
                    && !method.getName().equals("build")
                    && !method.isSynthetic()) {
                names.add(method.getName());
            }
        }
        return names;
    }

    @Test
    void theTableOfTheEngineIsComplete() throws Exception {
        assertThat(table("Engine").keySet())
                .containsExactlyInAnyOrderElementsOf(optionsOf(EngineIoOptions.Builder.class));
    }

    @Test
    void theTableOfTheServerIsComplete() throws Exception {
        assertThat(table("Engine server").keySet())
                .containsExactlyInAnyOrderElementsOf(optionsOf(EngineIoServer.Builder.class));
    }

    @Test
    void theTablesOfTheSmallerOptionsAreComplete() throws Exception {
        assertThat(table("CORS").keySet()).containsExactlyInAnyOrderElementsOf(optionsOf(CorsOptions.Builder.class));
        assertThat(table("Cookie").keySet()).containsExactlyElementsOf(components(CookieOptions.class));
        assertThat(table("Compression").keySet()).containsExactlyElementsOf(components(CompressionOptions.class));
    }

    private static List<String> components(Class<?> record) {
        return Stream.of(record.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    @Test
    void theDefaultsOfTheEngineAreThoseOfTheCode() throws Exception {
        List<String> wrong = new ArrayList<>();
        EngineIoOptions defaults = EngineIoOptions.defaults();
        for (List<String> row : table("Engine").values()) {
            String name = row.get(0).replace("`", "");
            String accessor = name.equals("use") ? "middlewares" : name;
            if (name.equals("noHttpCompression") || name.equals("maxPendingInputBytes")) {
                continue; // an action; a share of the heap
            }
            String value = shown(EngineIoOptions.class.getMethod(accessor).invoke(defaults));
            if (!row.get(1).replace("`", "").equals(value)) {
                wrong.add(name + ": " + row.get(1) + " in the table, " + value + " in the code");
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void theDefaultsOfTheRecordsAreThoseOfTheCode() throws Exception {
        defaults("Cookie", CookieOptions.defaults());
        defaults("Compression", CompressionOptions.defaults());
    }

    private static void defaults(String heading, Record defaults) throws Exception {
        Map<String, List<String>> rows = table(heading);
        for (RecordComponent component : defaults.getClass().getRecordComponents()) {
            assertThat(rows.get(component.getName()).get(1).replace("`", ""))
                    .as(component.getName())
                    .isEqualTo(shown(component.getAccessor().invoke(defaults)));
        }
    }

    private static String shown(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.map(OptionsTableTest::shown).orElse("none");
        }
        if (value instanceof Duration time) {
            return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
        }
        if (value instanceof CompressionOptions compression) {
            return "from " + compression.threshold() + " bytes";
        }
        if (value instanceof Collection<?> several) {
            return several.isEmpty()
                    ? "none"
                    : String.join(
                            ", ",
                            several.stream()
                                    .map(v -> v.toString().toLowerCase(java.util.Locale.ROOT))
                                    .sorted()
                                    .toList());
        }
        if (value.equals(Integer.MAX_VALUE)) {
            return "unlimited";
        }
        return String.valueOf(value);
    }
}
