package dev.sockeye.examples.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestBodyTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "x", "[]", "7", "null", "{", "{\"a\":}", "\"text\""})
    void aBodyThatIsNoJsonObjectIsRefused(String text) {
        assertThatThrownBy(() -> RequestBody.json(text))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("The body is not a JSON object");
    }

    @Test
    void aTextIsReadUpToItsLimit() {
        RequestBody body = RequestBody.json("{\"a\":\"1234\",\"n\":7,\"blank\":\" \"}");
        assertThat(body.text("a", 4)).isEqualTo("1234");
        assertThatThrownBy(() -> body.text("a", 3)).hasMessage("a: 4 characters (expected: at most 3)");
        assertThatThrownBy(() -> body.text("n", 4)).hasMessage("n: not a text");
        assertThatThrownBy(() -> body.text("blank", 4)).hasMessage("blank: missing or empty");
        assertThatThrownBy(() -> body.text("missing", 4)).hasMessage("missing: missing or empty");
        assertThat(body.optionalText("missing", 4)).isEmpty();
    }

    @Test
    void aListOfTextsIsReadUpToItsLimits() {
        RequestBody body =
                RequestBody.json("{\"t\":[\"a\",\"b\"],\"one\":\"a\",\"mixed\":[\"a\",1],\"none\":[],\"n\":{}}");
        assertThat(body.texts("t", 2, 1)).containsExactly("a", "b");
        assertThat(body.texts("one", 2, 1)).containsExactly("a");
        assertThatThrownBy(() -> body.texts("t", 1, 1)).hasMessage("t: 2 items (expected: at most 1)");
        for (String field : List.of("mixed", "none", "n", "missing")) {
            assertThatThrownBy(() -> body.texts(field, 2, 1))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageStartingWith(field + ": ");
        }
    }

    @Test
    void aFormIsReadByItsContentType() {
        RequestBody body = RequestBody.of(new FakeRequest(
                "POST", "/", "application/x-www-form-urlencoded; charset=utf-8", "t=a&t=b&u[]=c&x=1%202+3&y"));
        assertThat(body.texts("t", 9, 9)).containsExactly("a", "b");
        assertThat(body.texts("u", 9, 9)).containsExactly("c");
        assertThat(body.text("x", 9)).isEqualTo("1 2 3");
        assertThat(body.value("y")).isEqualTo("");
    }

    @Test
    void jsonIsReadAsJsonEvenIfItIsCalledAForm() {
        RequestBody body =
                RequestBody.of(new FakeRequest("POST", "/", "application/x-www-form-urlencoded", "{\"a\":\"b=c&d\"}"));
        assertThat(body.text("a", 9)).isEqualTo("b=c&d");
    }

    @Test
    void aFormWithABrokenEscapeIsRefused() {
        assertThatThrownBy(() -> RequestBody.form("a=%zz")).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void anyOtherValueIsHandedOverAsData() {
        assertThat(RequestBody.json("{\"d\":{\"a\":[1,true]}}").value("d")).isEqualTo(Map.of("a", List.of(1, true)));
    }
}
