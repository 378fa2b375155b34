package dev.sockeye.examples.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.examples.core.CommandLine.Flag;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandLineTest {
    private final CommandLine line = CommandLine.of(
            "bin/x",
            "Does x.",
            new Flag("--port", "N", "3000", "port to listen on"),
            new Flag("--api-token", "SECRET", "", "what callers must know"));

    @Test
    void aFlagTakesTheNextArgumentOrWhatFollowsTheEqualsSign() {
        assertThat(parse("--port", "4000").number("--port", 0, 65535)).isEqualTo(4000);
        assertThat(parse("--api-token=a=b").get("--api-token")).contains("a=b");
    }

    @Test
    void argumentsWinOverTheEnvironmentAndTheEnvironmentOverTheDefault() {
        Map<String, String> environment = Map.of("SOCKEYE_PORT", "5000", "SOCKEYE_API_TOKEN", "s");
        assertThat(line.parse(List.of(), environment).require("--port")).isEqualTo("5000");
        assertThat(line.parse(List.of("--port", "6000"), environment).require("--port"))
                .isEqualTo("6000");
        assertThat(line.parse(List.of(), environment).get("--api-token")).contains("s");
        assertThat(line.parse(List.of(), Map.of()).require("--port")).isEqualTo("3000");
        assertThat(line.parse(List.of(), Map.of()).get("--api-token")).isEmpty();
    }

    @Test
    void anUnknownFlagIsNamed() {
        assertThatThrownBy(() -> parse("--prot", "1"))
                .isInstanceOf(UsageException.class)
                .hasMessage("Unknown flag --prot; bin/x --help lists them");
        assertThatThrownBy(() -> parse("port")).hasMessageStartingWith("Unknown flag port;");
    }

    @Test
    void aFlagWithoutItsValueIsNamed() {
        assertThatThrownBy(() -> parse("--port")).hasMessageStartingWith("--port lacks its value;");
    }

    @Test
    void aNumberMustBeOneAndWithinItsBounds() {
        for (String wrong : List.of("x", "", "-1", "65536", "99999999999", "1.5")) {
            assertThatThrownBy(() -> parse("--port=" + wrong).number("--port", 0, 65535))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("--port");
        }
        assertThat(parse("--port", "65535").number("--port", 0, 65535)).isEqualTo(65535);
    }

    @Test
    void theHelpNamesEveryFlagWithItsDefault() {
        assertThat(line.help())
                .contains("Usage: bin/x [flags]", "--port N", "port to listen on (default 3000)", "--api-token SECRET")
                .contains("--help", "SOCKEYE_PORT");
    }

    private CommandLine parse(String... args) {
        return line.parse(List.of(args), Map.of());
    }
}
