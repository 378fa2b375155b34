package dev.sockeye.bench.load;

import dev.sockeye.bench.wire.WebSocketFrames;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks a server for its memory after full collections, on a connection of its own. */
public final class StatsRequest {

    /** Heap in use and direct memory in use, in bytes. */
    public record Memory(long heap, long direct) {}

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int REPETITIONS = 3;

    private StatsRequest() {}

    /** Asks several times, because a collector may return memory to the system step by step; the last answer counts. */
    public static Memory send(LoadLoop loop, int port) {
        CompletableFuture<Memory> answer = new CompletableFuture<>();
        loop.loop().execute(() -> loop.connect(port, new Client(answer), answer::completeExceptionally));
        try {
            return answer.orTimeout(60, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new IllegalStateException("no answer to the stats event", e);
            }
            throw e;
        }
    }

    private static final class Client extends WebSocketClient {

        private final CompletableFuture<Memory> answer;
        private int asked;

        Client(CompletableFuture<Memory> answer) {
            this.answer = answer;
        }

        @Override
        void onReady() {
            asked++;
            send(WebSocketFrames.maskedText("42" + asked + "[\"stats\"]"));
        }

        @Override
        void onMessage(ByteBuf in, int opcode, int index, int length) {
            String packet = in.toString(index, length, StandardCharsets.UTF_8);
            if (!packet.startsWith("43" + asked + "[{")) {
                onFailure("stats answered with " + packet);
            } else if (asked < REPETITIONS) {
                onReady();
            } else {
                JsonNode stats =
                        JSON.readTree(packet.substring(packet.indexOf('['))).get(0);
                answer.complete(new Memory(
                        stats.get("heap").asLong(), stats.get("direct").asLong()));
                abort();
            }
        }

        @Override
        void onClosed(State state) {
            answer.completeExceptionally(new IllegalStateException("connection lost while " + state));
        }

        @Override
        void onFailure(String what) {
            answer.completeExceptionally(new IllegalStateException(what));
        }
    }
}
