package dev.sockeye.socketio.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.RestoredSession;
import dev.sockeye.socketio.adapter.SessionSnapshot;
import dev.sockeye.testsupport.Proves;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that resume with events which went ahead of their entries: those entries may be there, or come, or not. */
@Proves("A38")
final class AheadSessionsIT {
    private static final String OWNER = "0123456789abcdef";

    private final List<FakeNode> nodes = new ArrayList<>();
    private RedisProcess redis;
    private FakeNode node;
    private String offset;

    @BeforeEach
    void setUp() {
        redis = RedisProcess.start();
        offset = append("/other", OWNER, 0, 0);
        node = startNode();
    }

    @AfterEach
    void tearDown() {
        nodes.forEach(FakeNode::close);
        redis.close();
    }

    private FakeNode startNode() {
        FakeNode started =
                new FakeNode("/", Optional.of(Duration.ofMinutes(2))).with(RedisAdapterFactory.streams(redis.uri()));
        nodes.add(started);
        started.initialized().orTimeout(10, TimeUnit.SECONDS).join();
        return started;
    }

    /** An event of a node, its number and the value in it; gives the id of the entry. */
    private String append(String namespace, String uid, long number, long value) {
        String data = "{\"packet\":{\"type\":2,\"data\":[\"n\"," + value + "],\"nsp\":\"" + namespace
                + "\"},\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}";
        return redis.call(
                        "XADD",
                        "socket.io",
                        "*",
                        "uid",
                        uid,
                        "nsp",
                        namespace,
                        "type",
                        "3",
                        "data",
                        data,
                        "n",
                        String.valueOf(number))
                .split("\r\n")[1];
    }

    private CompletableFuture<List<String>> resume(String at) {
        return resume("pid", at);
    }

    /** Completes with the values and offsets of what was missed; empty if the session was not resumed. */
    private CompletableFuture<List<String>> resume(String pid, String at) {
        node.adapter().persistSession(new SessionSnapshot("sid", pid, Set.of("sid"), Map.of()));
        List<RestoredSession> restored = new ArrayList<>();
        return node.adapter().restoreSession(pid, at, restored::add).thenApply(resumed -> {
            assertThat(restored).hasSize(resumed ? 1 : 0);
            return restored.stream()
                    .flatMap(session -> session.missedPackets().stream())
                    .map(AheadSessionsIT::text)
                    .toList();
        });
    }

    private static String text(OutgoingMessage message) {
        String json = new String(message.head(), StandardCharsets.UTF_8);
        Matcher event = Pattern.compile(".*\"n\",(\\d+),\"([^\"]+)\".*").matcher(json);
        assertThat(event.matches()).as(json).isTrue();
        return event.group(1) + " " + event.group(2);
    }

    private List<String> get(CompletableFuture<List<String>> resumed) {
        return resumed.orTimeout(15, TimeUnit.SECONDS).join();
    }

    /** Until all that it has is behind it, its offsets must say what it has: it may be cut off once more. */
    @Test
    void whatIsInTheStreamIsNotRepeated() {
        node.add("x");
        String first = append("/", OWNER, 7, 70);
        String second = append("/", "fedcba9876543210", 1, 1);
        append("/", OWNER, 8, 80);
        String last = append("/", OWNER, 9, 90);
        await().atMost(Mixed.LONG).until(() -> node.count() == 4);

        assertThat(get(resume(offset + "." + OWNER + ".8")))
                .containsExactly("1 " + second + "." + OWNER + ".8", "90 " + last);
        assertThat(first).isNotEqualTo(last);
    }

    @Test
    void ofANodeThatIsGoneNothingMoreIsAwaited() {
        String other = append("/", "fedcba9876543210", 1, 1);

        assertThat(get(resume(offset + "." + OWNER + ".8"))).hasSize(1).allMatch(missed -> missed.startsWith("1 "));
        assertThat(other).isNotEmpty();
    }

    @Test
    void ofANodeThatLivesTheEntriesAreAwaited() {
        FakeNode other = startNode();
        Mixed.awaitServers(node.adapter(), 2);
        other.adapter().broadcast(Mixed.event("n", 5), BroadcastOptions.ALL);
        await().atMost(Mixed.LONG).until(() -> redis.call("XLEN", "socket.io").equals(":2\r\n"));
        Matcher own = Pattern.compile("uid\r\n\\$16\r\n([0-9a-f]{16})\r\n\\$3\r\nnsp\r\n\\$1\r\n/\r\n")
                .matcher(redis.call("XRANGE", "socket.io", "-", "+"));
        assertThat(own.find()).isTrue();
        String uid = own.group(1);

        CompletableFuture<List<String>> resumed = resume(offset + "." + uid + ".3");
        await().during(Duration.ofMillis(500)).until(() -> !resumed.isDone());
        append("/", uid, 3, 30);
        append("/", uid, 4, 40);

        assertThat(get(resumed)).hasSizeLessThanOrEqualTo(1).allMatch(missed -> missed.startsWith("40 "));
    }

    /** More than is read at once, and each of those who come back is somewhere else in it. */
    @Test
    void thoseWhoComeBackTogetherGetEachWhatTheyMissed() {
        node.add("x");
        String[] ids = new String[2500];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = append("/", OWNER, i + 1, i);
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> node.count() == ids.length);

        List<Integer> seen = List.of(1700, 2499, 40, 1100, 1600, 2400);
        List<CompletableFuture<List<String>>> resumed = new ArrayList<>();
        for (int last : seen) {
            resumed.add(resume("pid" + last, ids[last]));
        }
        String live = append("/", OWNER, ids.length + 1, ids.length);

        for (int i = 0; i < seen.size(); i++) {
            List<String> expected = new ArrayList<>();
            for (int missed = seen.get(i) + 1; missed < ids.length; missed++) {
                expected.add(missed + " " + ids[missed]);
            }
            List<String> got = get(resumed.get(i));
            assertThat(got).hasSizeGreaterThanOrEqualTo(expected.size());
            assertThat(got.subList(0, expected.size())).isEqualTo(expected);
            // It came in the middle of it.
            assertThat(got.subList(expected.size(), got.size())).isSubsetOf(ids.length + " " + live);
        }
    }

    @Test
    void whoMissedWhatTheStreamHasLostStartsAfresh() {
        String first = append("/", OWNER, 1, 1);
        String second = append("/", OWNER, 2, 2);
        append("/", OWNER, 3, 3);
        redis.call("XTRIM", "socket.io", "MINID", second);

        assertThat(get(resume(first))).isEmpty();
        assertThat(get(resume(second))).hasSize(1);
    }

    @Test
    void aPositionThatNeverWasIsRefused() {
        assertThat(get(resume("1-1." + OWNER + ".8"))).isEmpty();
        assertThat(StreamOffset.parse("5-0.")).isNull();
        assertThat(StreamOffset.parse("5-0." + OWNER)).isNull();
        assertThat(StreamOffset.parse("5-0." + OWNER + ".-1")).isNull();
        assertThat(StreamOffset.parse("x5-0." + OWNER + ".1")).isNull();
    }
}
