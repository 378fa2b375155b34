package dev.sockeye.engineio.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class QueryStringTest {
    @Test
    void parametersAreDecoded() {
        assertThat(QueryString.parse("/x/?EIO=4&%26a=%26%3D%3Fa&b=c+d&e=%E2%82%AC"))
                .isEqualTo(Map.of("EIO", "4", "&a", "&=?a", "b", "c d", "e", "€"));
    }

    @Test
    void ofARepeatedParameterTheLastWins() {
        assertThat(QueryString.parse("/x/?a=1&a=2")).containsExactly(Map.entry("a", "2"));
    }

    @Test
    void whatIsNoEscapeStaysAsItIs() {
        assertThat(QueryString.parse("/?a=%&b=%zz&c=%4&d=100%25"))
                .isEqualTo(Map.of("a", "%", "b", "%zz", "c", "%4", "d", "100%"));
    }

    @Test
    void emptyNamesValuesAndPartsAreHarmless() {
        assertThat(QueryString.parse("/?&&a&b=&=c&")).isEqualTo(Map.of("a", "", "b", "", "", "c"));
        assertThat(QueryString.parse("/")).isEmpty();
        assertThat(QueryString.parse("/?")).isEmpty();
    }

    @Test
    void parametersAreBoundedInNumber() {
        StringBuilder url = new StringBuilder("/?");
        for (int i = 0; i < 5000; i++) {
            url.append("k").append(i).append("=v&");
        }
        assertThat(QueryString.parse(url.toString())).hasSize(1000);
    }
}
