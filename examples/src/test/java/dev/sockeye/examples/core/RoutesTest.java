package dev.sockeye.examples.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.HttpHandler;
import dev.sockeye.engineio.HttpResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
    private final Routes routes = new Routes()
            .post(
                    "/api",
                    HttpHandler.of(request ->
                            Routes.json(200, List.of(RequestBody.of(request).text("a", 9)))))
            .pages("/web/demo");

    @Test
    void aRequestReachesItsHandler() throws Exception {
        assertThat(text(handle(FakeRequest.post("/api", "{\"a\":\"x\"}")))).isEqualTo("[\"x\"]");
    }

    @Test
    void anInvalidRequestIsAnsweredWith400AndTheReason() throws Exception {
        HttpResponse response = handle(FakeRequest.post("/api", "{}"));
        assertThat(response.status()).isEqualTo(400);
        assertThat(text(response)).contains("\"ok\":false", "\"error\":\"a: missing or empty\"");
    }

    @Test
    void anotherMethodIsAnsweredWith405AndTheRightOne() throws Exception {
        HttpResponse response = handle(FakeRequest.get("/api"));
        assertThat(response.status()).isEqualTo(405);
        assertThat(response.headers()).containsEntry("allow", "POST");
        assertThat(handle(FakeRequest.post("/index.html", "")).status()).isEqualTo(405);
    }

    @Test
    void pagesHaveTheirTypeAndTheRootIsTheIndex() throws Exception {
        assertThat(handle(FakeRequest.get("/")).headers()).containsEntry("content-type", "text/html; charset=utf-8");
        assertThat(text(handle(FakeRequest.get("/")))).startsWith("<!doctype html>");
        assertThat(handle(FakeRequest.get("/app.js")).headers())
                .containsEntry("content-type", "text/javascript; charset=utf-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/missing.html",
                "/EVENTS.md",
                "/../demo/index.html",
                "/..%2fdemo/index.html",
                "//index.html",
                "/.html",
                "/app.js/",
                "/a/../app.js",
                ""
            })
    void nothingElseIsServed(String path) throws Exception {
        assertThat(handle(FakeRequest.get(path)).status()).isEqualTo(404);
    }

    private HttpResponse handle(FakeRequest request) throws Exception {
        return routes.handle(request).toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private static String text(HttpResponse response) {
        return new String(response.body(), UTF_8);
    }
}
