package dev.sockeye.socketio.internal.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.socketio.parser.Parsers;
import dev.sockeye.socketio.protocol.PacketArgs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DataArgsTest {
    record Point(int x, List<String> names) {}

    private final DataArgs args =
            new DataArgs(PacketArgs.of("event", Map.of("x", 1, "names", List.of("a")), null), Parsers.json());

    @Test
    void dataBecomeWhatTheListenerAsksFor() {
        assertThat(args.get(1, Point.class)).isEqualTo(new Point(1, List.of("a")));
        assertThat(args.get(0, String.class)).isEqualTo("event");
        assertThat(args.get(2, Point.class)).isNull();
    }

    @Test
    void whatCannotBeConvertedIsRefused() {
        assertThatThrownBy(() -> args.get(0, Point.class)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void dataStayDataOtherwise() {
        assertThat(args.size()).isEqualTo(3);
        assertThat(args.value(1)).isEqualTo(Map.of("x", 1, "names", List.of("a")));
        assertThat(args.raw(0)).isEqualTo("event");
    }
}
