package dev.sockeye.examples.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sockeye.engineio.HttpHandler;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Lets only callers through that send {@code Authorization: Bearer <token>}; others get 401. */
public final class BearerToken {
    private BearerToken() {}

    /** The handler behind the token; the handler itself if no token is asked for. */
    public static HttpHandler require(Optional<String> token, HttpHandler handler) {
        if (token.isEmpty()) {
            return handler;
        }
        byte[] expected = ("Bearer " + token.get()).getBytes(UTF_8);
        return request -> {
            byte[] sent = request.header("authorization").orElse("").getBytes(UTF_8);
            return MessageDigest.isEqual(expected, sent) // takes as long for a near miss as for any other
                    ? handler.handle(request)
                    : CompletableFuture.completedFuture(Routes.error(401, "Expected Authorization: Bearer <token>")
                            .withHeader("www-authenticate", "Bearer"));
        };
    }
}
