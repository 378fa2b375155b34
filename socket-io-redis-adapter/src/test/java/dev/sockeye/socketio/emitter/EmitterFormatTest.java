package dev.sockeye.socketio.emitter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.socketio.adapter.cluster.ClusterData;
import dev.sockeye.socketio.adapter.cluster.DataJson;
import dev.sockeye.socketio.protocol.MessagePack;
import dev.sockeye.testsupport.Proves;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The emitter, which needs nothing of a server, writes what a server writes: here both are at hand. */
@Proves({"A23", "A40"})
final class EmitterFormatTest {
    private final Random random = new Random(5);

    @Test
    void dataIsWrittenAsServersWriteIt() {
        for (int i = 0; i < 20_000; i++) {
            Object data = Map.of("data", Arrays.asList(value(0), value(0)));
            assertThat(MessagePackBytes.encode(data)).as("%s", data).isEqualTo(MessagePack.encode(data));
            assertThat(JsonText.encode(data))
                    .as("%s", data)
                    .isEqualTo(DataJson.encode(data).orElse(null));
            assertThat(JsonText.encodePlain(data)).as("%s", data).isEqualTo(DataJson.encodePlain(data));
        }
    }

    private Object value(int depth) {
        return switch (random.nextInt(depth > 3 ? 10 : 12)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextInt() >> random.nextInt(32);
            case 3 -> random.nextLong() >> random.nextInt(64);
            case 4 ->
                random.nextInt(10) == 0 ? Double.NaN : random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
            case 5 -> (float) random.nextInt(1000) / 4;
            case 6 -> new BigInteger(random.nextInt(100), random);
            case 7 -> BigDecimal.valueOf(random.nextLong(), random.nextInt(20));
            case 8 -> text();
            case 9 ->
                random.nextInt(10) == 0
                        ? new byte[random.nextInt(70_000)]
                        : Instant.ofEpochMilli(random.nextLong() >> (random.nextInt(40) + 14));
            case 10 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(random.nextInt(20) == 0 ? 40 : 4); i > 0; i--) {
                    list.add(value(depth + 2));
                }
                yield list;
            }
            default -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(random.nextInt(20) == 0 ? 40 : 4); i > 0; i--) {
                    map.put(text(), value(depth + 2));
                }
                yield map;
            }
        };
    }

    private String text() {
        int length = random.nextInt(random.nextInt(20) == 0 ? 400 : 10);
        return random.ints(length, 0, 0x2100)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void whatIsNoDataIsRefused() {
        assertThatThrownBy(() -> MessagePackBytes.encode(List.of(new Object())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JsonText.encode(List.of(new Object()))).isInstanceOf(IllegalArgumentException.class);
        List<Object> deep = List.of();
        for (int i = 0; i < 600; i++) {
            deep = List.of(deep);
        }
        List<Object> tooDeep = deep;
        assertThatThrownBy(() -> MessagePackBytes.encode(tooDeep)).hasMessage("nested more than 500 deep");
        assertThatThrownBy(() -> JsonText.encode(tooDeep)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void roomsAreNamedAsServersNameThem() {
        Set<String> rooms = new LinkedHashSet<>(
                List.of("", "0", "007", "42", "-1", "1.5", "123456789012345", "1234567890123456", "a1", "٤"));
        assertThat(Target.names(rooms)).isEqualTo(ClusterData.rooms(rooms));
    }
}
