package dev.sockeye.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

final class ProvesRecorderTest {

    @TempDir
    Path directory;

    @Test
    void writesOneLinePerRunOfATestThatProvesARow() throws IOException {
        var config = LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .build();
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(Sample.class))
                .build();

        LauncherFactory.create(config).execute(request, new ProvesRecorder(directory));

        String sample = Sample.class.getName();
        assertThat(Files.readAllLines(directory.resolve(sample + ".jsonl")))
                .containsExactlyInAnyOrder(
                        line(sample + ".holds", "\"E2\",\"S3\",\"E1\"", "passed"),
                        line(sample + ".holdsForSome", "\"E4\",\"E1\"", "passed"),
                        line(sample + ".holdsForSome", "\"E4\",\"E1\"", "failed"),
                        line(sample + ".provesWhatItsClassProves", "\"E1\"", "passed"));
    }

    private static String line(String test, String rows, String result) {
        return "{\"test\":\"" + test + "\",\"rows\":[" + rows + "],\"result\":\"" + result + "\"}";
    }

    /** Run by the test above only: the build looks for tests in top-level classes. */
    @Proves("E1")
    static final class Sample {

        @Test
        @Proves({"E2", "S3"})
        void holds() {}

        @ParameterizedTest
        @Proves("E4")
        @ValueSource(ints = {0, 1})
        void holdsForSome(int value) {
            assertThat(value).isZero();
        }

        @Test
        void provesWhatItsClassProves() {}
    }
}
