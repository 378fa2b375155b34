package dev.sockeye.socketio.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

final class WarningsTest {
    private final List<String> lines = new ArrayList<>();
    private final Logger log = (Logger) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("warn");
                Object[] values = arguments[1] instanceof Object[] array ? array : new Object[] {arguments[1]};
                lines.add(MessageFormatter.arrayFormat((String) arguments[0], values)
                        .getMessage());
                return null;
            });
    private final AtomicLong nanoTime = new AtomicLong();
    private final Warnings warnings = new Warnings(nanoTime::get);

    @Test
    void twentyInASecondAreLoggedAndTheOthersCounted() {
        for (int i = 1; i <= 25; i++) {
            warnings.warn(log, "failure {} of {}", i, 25);
        }
        assertThat(lines).hasSize(20).startsWith("failure 1 of 25").endsWith("failure 20 of 25");
        nanoTime.addAndGet(TimeUnit.MILLISECONDS.toNanos(1001));
        warnings.warn(log, "failure");
        assertThat(lines.subList(20, lines.size())).containsExactly("5 more failures were not logged", "failure");
        nanoTime.addAndGet(TimeUnit.MILLISECONDS.toNanos(1001));
        warnings.warn(log, "another");
        assertThat(lines.subList(22, lines.size())).containsExactly("another");
    }
}
