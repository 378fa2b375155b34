package dev.sockeye.engineio.internal.websocket.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.engineio.CompressionOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692, section 7.1, and the grammar of RFC 6455, section 9.1. */
class PerMessageDeflateNegotiationTest {
    private static final String REFUSED = "refused";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permessage-deflate | permessage-deflate",
                // what browsers and the ws package offer
                "permessage-deflate; client_max_window_bits | permessage-deflate",
                "permessage-deflate; client_max_window_bits=8 | permessage-deflate",
                "permessage-deflate; client_max_window_bits=15 | permessage-deflate",
                "permessage-deflate; server_no_context_takeover | permessage-deflate; server_no_context_takeover",
                "permessage-deflate; client_no_context_takeover | permessage-deflate; client_no_context_takeover",
                "permessage-deflate; server_max_window_bits=15 | permessage-deflate; server_max_window_bits=15",
                "permessage-deflate; server_max_window_bits=\"15\" | permessage-deflate; server_max_window_bits=15",
                "permessage-deflate;client_no_context_takeover ;\tserver_no_context_takeover; server_max_window_bits = 15"
                        + " | permessage-deflate; server_no_context_takeover; client_no_context_takeover;"
                        + " server_max_window_bits=15",
            })
    void anOfferThatCanBeMetIsAccepted(String header, String answer) throws WebSocketException {
        assertThat(negotiate(header)).isEqualTo(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                " , ,, ",
                "x-webkit-deflate-frame",
                "Permessage-Deflate",
                // the JDK compresses with a window of 2^15 only
                "permessage-deflate; server_max_window_bits=8",
                "permessage-deflate; server_max_window_bits=14",
                // values that are none
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; server_max_window_bits=7",
                "permessage-deflate; server_max_window_bits=16",
                "permessage-deflate; server_max_window_bits=015",
                "permessage-deflate; server_max_window_bits=99999999999999999999",
                "permessage-deflate; client_max_window_bits=7",
                "permessage-deflate; client_max_window_bits=16",
                "permessage-deflate; client_max_window_bits=x",
                "permessage-deflate; server_no_context_takeover=true",
                "permessage-deflate; client_no_context_takeover=1",
                // twice the same, and unknown
                "permessage-deflate; client_max_window_bits; client_max_window_bits",
                "permessage-deflate; server_max_window_bits=15; server_max_window_bits=15",
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
                "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
                "permessage-deflate; unknown",
                "permessage-deflate; hasOwnProperty",
            })
    void anythingElseIsDeclined(String header) throws WebSocketException {
        assertThat(negotiate(header)).isEqualTo(REFUSED);
    }

    @Test
    void theFirstOfferThatCanBeMetIsAccepted() throws WebSocketException {
        assertThat(negotiate("permessage-deflate; server_max_window_bits=10,"
                        + " permessage-deflate; server_no_context_takeover, permessage-deflate"))
                .isEqualTo("permessage-deflate; server_no_context_takeover");
        assertThat(negotiate("other; a=b; c=\"d\", , permessage-deflate")).isEqualTo("permessage-deflate");
    }

    @Test
    void offersMaySpreadOverSeveralHeaders() throws WebSocketException {
        assertThat(PerMessageDeflate.negotiate(List.of("other", "permessage-deflate"), CompressionOptions.defaults()))
                .isPresent();
        assertThat(PerMessageDeflate.negotiate(List.of(), CompressionOptions.defaults()))
                .isEmpty();
    }

    @Test
    void theServerMayInsistOnMessagesOfTheirOwn() throws WebSocketException {
        CompressionOptions options = CompressionOptions.defaults().withContextTakeover(false, false);
        assertThat(PerMessageDeflate.negotiate(List.of("permessage-deflate"), options)
                        .orElseThrow()
                        .responseHeader())
                .isEqualTo("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ";",
                "permessage-deflate;",
                "permessage-deflate; ;",
                "permessage-deflate; a=",
                "permessage-deflate; a==b",
                "permessage-deflate; =b",
                "permessage-deflate; a=\"",
                "permessage-deflate; a=\"\"",
                "permessage-deflate; a=\"b",
                "permessage-deflate; a=\"b\\",
                "permessage-deflate; a=\"b c\"",
                "permessage-deflate; a=\"b\"c",
                "permessage-deflate b",
                "permessage-deflate/2",
                "permessage-deflate, \u0000",
                "permessage-deflate, \u00e9",
                "permessage-deflate, other; a=",
                "=",
                "\"permessage-deflate\"",
            })
    void aMalformedHeaderIsAnError(String header) {
        assertThatThrownBy(() -> negotiate(header))
                .isInstanceOf(WebSocketException.class)
                .hasMessageStartingWith("Invalid Sec-WebSocket-Extensions header at ");
    }

    static Stream<String> hostileHeaders() {
        int length = 4_000_000;
        return Stream.of(
                " ".repeat(length),
                "permessage-deflate" + " ".repeat(length) + ";",
                "permessage-deflate; a=\"" + "\\a".repeat(length / 2),
                "permessage-deflate; a=" + "b".repeat(length),
                "a,".repeat(length / 2),
                ",".repeat(length),
                "permessage-deflate" + ";a".repeat(length / 2),
                "permessage-deflate;unknown,".repeat(length / 27));
    }

    @ParameterizedTest
    @MethodSource("hostileHeaders")
    @Timeout(20)
    void aHeaderIsReadInOnePass(String header) {
        long start = System.nanoTime();
        try {
            negotiate(header);
        } catch (WebSocketException e) {
            assertThat(e.closeCode()).isEqualTo(CloseCodes.PROTOCOL_ERROR);
        }
        // 500 times what the HTTP codec lets through; quadratic work would take hours
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    private static String negotiate(String header) throws WebSocketException {
        return PerMessageDeflate.negotiate(List.of(header), CompressionOptions.defaults())
                .map(PerMessageDeflate::responseHeader)
                .orElse(REFUSED);
    }
}
