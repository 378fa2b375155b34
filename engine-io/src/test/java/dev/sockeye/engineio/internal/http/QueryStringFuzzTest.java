package dev.sockeye.engineio.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sockeye.testsupport.fuzz.FuzzTarget;
import dev.sockeye.testsupport.fuzz.MutationTests;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import java.net.URLEncoder;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Request targets: whatever they hold is a query, which is the same when written properly and read again. */
final class QueryStringFuzzTest {
    private static final FuzzTarget QUERY = FuzzTarget.of("query", QueryStringFuzzTest::isQuery);

    @FuzzTest
    void query(byte[] input) {
        QUERY.check(input);
    }

    @TestFactory
    Stream<DynamicTest> mutations() {
        return MutationTests.of(QueryStringFuzzTest.class, QUERY);
    }

    private static boolean isQuery(byte[] input) {
        // A target begins with a slash, and no request line has a line feed.
        String url = "/" + new String(input, ISO_8859_1).replace('\n', ' ');
        EngineRequest request = new EngineRequest("GET", url, EmptyHttpHeaders.INSTANCE, "::1", false);
        Map<String, String> query = request.query();
        FuzzTarget.require(query.size() <= 1000, "at most 1,000 parameters");
        String written = query.entrySet().stream()
                .map(entry ->
                        URLEncoder.encode(entry.getKey(), UTF_8) + "=" + URLEncoder.encode(entry.getValue(), UTF_8))
                .collect(Collectors.joining("&", "/?", ""));
        FuzzTarget.require(QueryString.parse(written).equals(query), "written and read again, a query is the same");
        FuzzTarget.require(request.compact().query().equals(query), "the small form has the same query");
        return !query.isEmpty();
    }
}
