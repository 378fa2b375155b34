package dev.sockeye.engineio.internal.websocket.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpeningHandshakeTest {
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ=="; // the example of RFC 6455, section 1.3

    @Test
    void theAnswerProvesThatTheKeyWasRead() {
        assertThat(OpeningHandshake.acceptKey(KEY)).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void aKeyIsSixteenBytesInBase64() {
        assertThat(OpeningHandshake.isValidKey(KEY)).isTrue();
        assertThat(OpeningHandshake.isValidKey("09AZaz+/09AZaz+/09AZaw==")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dGhlIHNhbXBsZSBub25jZQ",
                "dGhlIHNhbXBsZSBub25jZQ= ",
                "dGhlIHNhbXBsZSBub25jZQ===",
                "dGhlIHNhbXBsZSBub25jZQA=",
                "dGhlIHNhbXBsZSBub25jZ===",
                "dGhlIHNhbXBsZ-Bub25jZQ==",
                "dGhlIHNhbXBsZ\u00e9Bub25jZQ==",
                "dGhlIHNhbXBsZ Bub25jZQ=="
            })
    void nothingElseIsAKey(String key) {
        assertThat(OpeningHandshake.isValidKey(key)).isFalse();
    }
}
