package dev.sockeye.examples.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sockeye.engineio.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request as the server would hand it on. */
public record FakeRequest(String method, String path, String contentType, String text) implements HttpRequest {
    public static FakeRequest get(String path) {
        return new FakeRequest("GET", path, "", "");
    }

    public static FakeRequest post(String path, String json) {
        return new FakeRequest("POST", path, "application/json", json);
    }

    @Override
    public byte[] body() {
        return text.getBytes(UTF_8);
    }

    @Override
    public String url() {
        return path;
    }

    @Override
    public Map<String, String> query() {
        return Map.of();
    }

    @Override
    public Optional<String> header(String name) {
        return name.equals("content-type") ? Optional.of(contentType) : Optional.empty();
    }

    @Override
    public Map<String, List<String>> headers() {
        return Map.of("content-type", List.of(contentType));
    }

    @Override
    public String remoteAddress() {
        return "127.0.0.1";
    }

    @Override
    public boolean isSecure() {
        return false;
    }
}
