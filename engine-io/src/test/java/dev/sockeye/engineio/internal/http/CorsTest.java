package dev.sockeye.engineio.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.CorsOptions;
import dev.sockeye.testsupport.Proves;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CorsTest {
    private final HttpHeaders response = new DefaultHttpHeaders();

    private int apply(CorsOptions.Builder options, String method, String origin) {
        HttpHeaders headers =
                new DefaultHttpHeaders().add("Origin", origin).add("Access-Control-Request-Headers", "x-a");
        return Cors.apply(
                options.build(), new EngineRequest(method, "/engine.io/", headers, "127.0.0.1", false), response);
    }

    @Test
    @Proves("E73")
    void anyOriginIsAStar() {
        assertThat(apply(CorsOptions.anyOrigin(), "GET", "http://a")).isZero();
        assertThat(response.get("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(response.contains("Vary")).isFalse();
    }

    @Test
    @Proves("E73")
    void aFixedOriginIsAlwaysNamed() {
        apply(CorsOptions.origin("http://good").credentials(true), "GET", "http://evil");
        assertThat(response.get("Access-Control-Allow-Origin")).isEqualTo("http://good");
        assertThat(response.get("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(response.get("Vary")).isEqualTo("Origin");
    }

    @Test
    @Proves("E73")
    void aMatchingOriginIsReflectedAndAnotherIsNot() {
        apply(CorsOptions.origins("http://a", "http://b"), "GET", "http://b");
        assertThat(response.get("Access-Control-Allow-Origin")).isEqualTo("http://b");
        response.clear();
        apply(CorsOptions.origins("http://a", "http://b"), "GET", "http://c");
        assertThat(response.contains("Access-Control-Allow-Origin")).isFalse();
        assertThat(response.get("Vary")).isEqualTo("Origin");
        response.clear();
        apply(CorsOptions.origins(Pattern.compile("\\.example$")), "GET", "http://x.example");
        assertThat(response.get("Access-Control-Allow-Origin")).isEqualTo("http://x.example");
        response.clear();
        apply(CorsOptions.reflectOrigin(), "GET", "http://any");
        assertThat(response.get("Access-Control-Allow-Origin")).isEqualTo("http://any");
    }

    @Test
    @Proves("E72")
    void aPreflightRequestIsAnswered() {
        int status = apply(
                CorsOptions.origins("http://a").maxAge(Duration.ofMinutes(1)).exposedHeaders("x-b", "x-c"),
                "OPTIONS",
                "http://a");
        assertThat(status).isEqualTo(204);
        assertThat(response.get("Access-Control-Allow-Methods")).isEqualTo("GET,HEAD,PUT,PATCH,POST,DELETE");
        assertThat(response.get("Access-Control-Allow-Headers")).isEqualTo("x-a");
        assertThat(response.get("Access-Control-Max-Age")).isEqualTo("60");
        assertThat(response.get("Access-Control-Expose-Headers")).isEqualTo("x-b,x-c");
        assertThat(response.getAll("Vary")).containsExactly("Origin", "Access-Control-Request-Headers");
    }

    @Test
    void aPreflightRequestMayGoOn() {
        assertThat(apply(CorsOptions.anyOrigin().preflightContinue(true).allowedHeaders("x-z"), "OPTIONS", "http://a"))
                .isZero();
        assertThat(response.get("Access-Control-Allow-Headers")).isEqualTo("x-z");
        assertThat(apply(CorsOptions.anyOrigin().optionsSuccessStatus(200), "OPTIONS", "http://a"))
                .isEqualTo(200);
    }
}
