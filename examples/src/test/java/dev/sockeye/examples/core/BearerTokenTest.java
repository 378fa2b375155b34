package dev.sockeye.examples.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.HttpHandler;
import dev.sockeye.engineio.HttpResponse;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BearerTokenTest {
    private final HttpHandler open = HttpHandler.of(request -> HttpResponse.status(200));

    @Test
    void withoutATokenTheHandlerItselfAnswers() {
        assertThat(BearerToken.require(Optional.empty(), open)).isSameAs(open);
    }

    @Test
    void aCallerWithoutTheTokenIsRefused() throws Exception {
        HttpResponse response = BearerToken.require(Optional.of("secret"), open)
                .handle(FakeRequest.post("/api", "{}"))
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.headers()).containsEntry("www-authenticate", "Bearer");
    }
}
