package dev.sockeye.socketio.adapter.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.socketio.protocol.PacketFormatException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DataJsonTest {

    private static @Nullable Object decode(String json) throws PacketFormatException {
        return DataJson.decode(json.getBytes(UTF_8));
    }

    @Test
    void everyKindOfValueIsRead() throws Exception {
        assertThat(decode(" {\"a\":[true,false,null,\"\\u00e9\\ud83d\\n\"], \"b\" : {}} "))
                .isEqualTo(Map.of("a", Arrays.asList(true, false, null, "é\ud83d\n"), "b", Map.of()));
        assertThat(decode("[]")).isEqualTo(List.of());
        assertThat(decode("{\"a\":1,\"a\":2}")).isEqualTo(Map.of("a", 2L));
    }

    @Test
    void longWholeNumbersAreDoubles() throws Exception {
        assertThat(decode("[0,-5,999999999999999999,1000000000000000000,1.5,1e3]"))
                .isEqualTo(List.of(0L, -5L, 999999999999999999L, 1e18, 1.5, 1000.0));
    }

    @Test
    void whatIsNoUtf8IsReplaced() throws Exception {
        assertThat(DataJson.decode(new byte[] {'"', (byte) 0xff, '"'})).isEqualTo("\ufffd");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1 2",
                "[",
                "{",
                "[1",
                "[1,",
                "[1,]",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1,}",
                "{a:1}",
                "\"a",
                "\"\n\"",
                "\"\\x\"",
                "nul",
                "NaN",
                "+1",
                ".5",
                "1.",
                "01",
                "--1",
                "1e",
                "'a'",
                "/**/1",
                "]",
                "}"
            })
    void whatIsNoJsonIsRefused(String text) {
        assertThatThrownBy(() -> decode(text)).isInstanceOf(PacketFormatException.class);
    }

    @Test
    void depthAndNumbersHaveALimit() throws Exception {
        assertThat(decode("[".repeat(500) + "]".repeat(500))).isInstanceOf(List.class);
        assertThatThrownBy(() -> decode("[".repeat(501) + "]".repeat(501))).isInstanceOf(PacketFormatException.class);
        assertThat(decode("9".repeat(1000))).isEqualTo(Double.POSITIVE_INFINITY);
        assertThatThrownBy(() -> decode("9".repeat(1001))).isInstanceOf(PacketFormatException.class);
    }

    @Test
    void longTextsAndNamesHaveNone() throws Exception {
        String text = "x".repeat(200_000);
        assertThat(decode("{\"" + text + "\":\"" + text + "\"}")).isEqualTo(Map.of(text, text));
    }
}
