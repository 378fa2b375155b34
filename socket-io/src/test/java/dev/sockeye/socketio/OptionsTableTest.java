package dev.sockeye.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.socketio.parser.ParserOptions;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code docs/options.md} lists every option, with the default that the code has. */
final class OptionsTableTest {
    private static final Path DOCUMENT = Path.of("../docs/options.md");

    /** The table under a heading: option to default. */
    private static Map<String, String> table(String heading) throws Exception {
        Map<String, String> defaults = new LinkedHashMap<>();
        boolean inside = false;
        for (String line : Files.readAllLines(DOCUMENT)) {
            if (line.startsWith("#")) {
                inside = line.equals("## " + heading);
            } else if (inside && line.startsWith("| `")) {
                String[] cells = line.split("\\|");
                assertThat(cells).as(line).hasSize(6);
                defaults.put(cells[1].strip().replace("`", ""), cells[2].strip());
            }
        }
        return defaults;
    }

    private static String shown(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.isEmpty() ? "none" : "some";
        }
        if (value instanceof Duration time) {
            return time.toSeconds() + " s";
        }
        if (value instanceof HandlerExecution execution) {
            return execution.isEventLoop() || execution.executor().isPresent() ? "elsewhere" : "off the event loop";
        }
        return value.equals(Integer.MAX_VALUE) || value.equals(Long.MAX_VALUE) ? "unlimited" : String.valueOf(value);
    }

    /** What the options that a builder can set are by default. */
    private static Map<String, String> defaults(Class<?> builder, Object options) throws Exception {
        Map<String, String> defaults = new LinkedHashMap<>();
        for (Method method : builder.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers())
                    && !method.getName().equals("build")
                    && !method.isSynthetic()) {
                Object value = options.getClass().getMethod(method.getName()).invoke(options);
                defaults.put(method.getName(), shown(value));
            }
        }
        return defaults;
    }

    @Test
    void theTableOfTheServerIsComplete() throws Exception {
        Map<String, String> defaults = defaults(SocketIoOptions.Builder.class, SocketIoOptions.defaults());
        defaults.put("maxWaitingInputBytes", "a quarter of the heap, at least 16 MiB");
        assertThat(table("Socket.IO")).containsExactlyInAnyOrderEntriesOf(defaults);
    }

    @Test
    void theTableOfTheParserIsComplete() throws Exception {
        assertThat(table("Parser"))
                .containsExactlyInAnyOrderEntriesOf(defaults(ParserOptions.Builder.class, ParserOptions.defaults()));
    }

    @Test
    void theTableOfTheRecoveryIsComplete() throws Exception {
        Map<String, String> defaults = new LinkedHashMap<>();
        for (RecordComponent component : RecoveryOptions.class.getRecordComponents()) {
            defaults.put(component.getName(), shown(component.getAccessor().invoke(RecoveryOptions.defaults())));
        }
        assertThat(table("Recovery")).containsExactlyEntriesOf(defaults);
    }

    @Test
    void eachBoundOfTheRecoveryCanBeChangedAlone() {
        RecoveryOptions options = RecoveryOptions.defaults()
                .withMaxDisconnectionDuration(Duration.ofSeconds(1))
                .withSkipMiddlewares(false)
                .withMaxPackets(2)
                .withMaxBytes(3)
                .withMaxSessions(4);
        assertThat(options).isEqualTo(new RecoveryOptions(Duration.ofSeconds(1), false, 2, 3, 4));
    }
}
