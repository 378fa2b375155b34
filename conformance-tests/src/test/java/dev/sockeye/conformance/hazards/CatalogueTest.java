package dev.sockeye.conformance.hazards;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each case of the catalogue has a test. */
final class CatalogueTest {
    private static final List<Class<?>> SUITES = List.of(
            HttpHazardsIT.class,
            EngineHazardsIT.class,
            WebSocketHazardsIT.class,
            SocketHazardsIT.class,
            MemoryHazardsIT.class,
            OperationHazardsIT.class,
            TimeoutHazardsIT.class,
            ClockHazardsIT.class);

    @Test
    void eachCaseHasATest() {
        Set<String> tried = new TreeSet<>();
        for (Class<?> suite : SUITES) {
            for (Method method : suite.getDeclaredMethods()) {
                for (Tag tag : method.getAnnotationsByType(Tag.class)) {
                    tried.add(tag.value());
                }
            }
        }
        assertThat(tried).containsAll(ids("HT", 25));
        assertThat(tried).containsAll(ids("EN", 23));
        assertThat(tried).containsAll(ids("WS", 12));
        assertThat(tried).containsAll(ids("SI", 25));
        // RS-05 is the leak detector of every test run
        assertThat(tried).contains("RS-01", "RS-02", "RS-03", "RS-04", "RS-06", "RS-07", "RS-08", "RS-09", "RS-10");
        assertThat(tried).containsAll(ids("OP", 6));
    }

    private static List<String> ids(String group, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> String.format("%s-%02d", group, number))
                .toList();
    }
}
