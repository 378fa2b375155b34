package dev.sockeye.engineio.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.HandshakeRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineRequestTest {
    @Test
    void theCompactFormTellsTheSame() {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("Host", "localhost:3000")
                .add("Connection", "Upgrade")
                .add("Upgrade", "websocket")
                .add("Sec-WebSocket-Version", "13")
                .add("Cookie", "a=1")
                .add("Cookie", "b=2")
                .add("X-Empty", "")
                .add("X-Latin", "caf\u00e9")
                .add("Accept-Encoding", "gzip, deflate, br")
                .add("Pragma", "no-cache")
                .add("Accept", "*/*");
        EngineRequest request = new EngineRequest("GET", "/socket.io/?EIO=4&a=b%20c", headers, "::1", true);
        HandshakeRequest compact = request.compact();

        assertThat(compact.method()).isEqualTo("GET");
        assertThat(compact.url()).isEqualTo("/socket.io/?EIO=4&a=b%20c");
        assertThat(compact.query()).isEqualTo(request.query()).containsEntry("a", "b c");
        assertThat(compact.headers()).isEqualTo(request.headers()).containsEntry("cookie", List.of("a=1", "b=2"));
        assertThat(compact.header("x-latin")).hasValue("caf\u00e9");
        assertThat(compact.header("HOST")).hasValue("localhost:3000");
        assertThat(compact.header("x-none")).isEmpty();
        assertThat(compact.remoteAddress()).isEqualTo("::1");
        assertThat(compact.isSecure()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/socket.io/?EIO=4&transport=websocket",
                "/socket.io/?EIO=4&transport=websocket&t=abc",
                "/socket.io/?EIO=4&transport=polling&x=%01",
                "/engine.io/?EIO=4&transport=polling",
                "/engine.io/?transport=polling&EIO=4",
                "/",
                ""
            })
    void theCompactFormKeepsTheTargetAndTheMethod(String target) {
        HandshakeRequest compact =
                new EngineRequest("POST", target, new DefaultHttpHeaders(), "127.0.0.1", false).compact();

        assertThat(compact.url()).isEqualTo(target);
        assertThat(compact.method()).isEqualTo("POST");
        assertThat(compact.remoteAddress()).isEqualTo("127.0.0.1");
        assertThat(compact.isSecure()).isFalse();
    }
}
