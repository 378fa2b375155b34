package dev.sockeye.examples.core;

import dev.sockeye.socketio.Socket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers events with an acknowledgement in every case: what the handler returns, at once or later, or else {@code { ok:
 * false, error }}. A caller that is told nothing cannot know whether to try again.
 */
public final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private Answers() {}

    /** Adds a listener whose answer is the acknowledgement; a stage is awaited. */
    public static <Q> void to(Socket socket, String event, Class<Q> type, Function<Q, Object> handler) {
        socket.on(event, args -> {
            CompletionStage<?> answer;
            try {
                Q request = args.get(0, type);
                if (request == null) {
                    throw new InvalidRequestException("the event has no argument");
                }
                Object result = handler.apply(request);
                answer = result instanceof CompletionStage<?> later ? later : CompletableFuture.completedFuture(result);
            } catch (IllegalArgumentException | InvalidRequestException e) {
                answer = CompletableFuture.failedFuture(e);
            }
            answer.whenComplete((value, error) -> args.ack().send(error == null ? value : refusal(event, error)));
        });
    }

    private static Map<String, @Nullable Object> refusal(String event, Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof InvalidRequestException) {
            return Map.of("ok", false, "error", String.valueOf(cause.getMessage()));
        }
        if (cause instanceof IllegalArgumentException) {
            return Map.of("ok", false, "error", "the argument has other fields than expected");
        }
        LOG.warn("{} failed: {}", event, cause.toString());
        return Map.of("ok", false, "error", "not done, try again");
    }
}
