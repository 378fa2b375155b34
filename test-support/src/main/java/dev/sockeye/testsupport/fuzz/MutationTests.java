package dev.sockeye.testsupport.fuzz;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Tries targets with mutations of the inputs that are stored for them. The system properties {@code fuzz.inputs} and {@code
 * fuzz.seed} say how many for each (default 20,000) and which (default 1); with the first of them a line for each target
 * tells how it went.
 */
public final class MutationTests {
    private static final long DEFAULT_INPUTS = 20_000;

    private MutationTests() {}

    /**
     * A test for each target.
     *
     * @param fuzzTest the class whose inputs lie in {@code <name>Inputs/<target>} beside it, where Jazzer has them, too
     */
    public static Stream<DynamicTest> of(Class<?> fuzzTest, FuzzTarget... targets) {
        return Stream.of(targets).map(target -> dynamicTest(target.name(), () -> run(fuzzTest, target)));
    }

    private static void run(Class<?> fuzzTest, FuzzTarget target) {
        Long wanted = Long.getLong("fuzz.inputs");
        long inputs = wanted == null ? DEFAULT_INPUTS : wanted;
        long seed = Long.getLong("fuzz.seed", 1);
        List<byte[]> stored = storedInputs(fuzzTest, target.name());
        Mutator mutator = new Mutator(seed, stored);
        long accepted = 0;
        long started = System.nanoTime();
        for (long i = 0; i < inputs; i++) {
            byte[] input = mutator.next();
            accepted += target.check(input) ? 1 : 0;
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        FuzzTarget.require(
                accepted >= inputs / 100, "one in a hundred is accepted, so that what comes behind is reached");
        FuzzTarget.require(accepted < inputs, "some are refused");
        if (wanted != null) {
            System.out.printf(
                    "%-20s %-12s %,14d inputs, %,14d accepted, %,9.0f a second%n",
                    fuzzTest.getSimpleName(), target.name(), inputs, accepted, inputs / seconds);
        }
    }

    private static List<byte[]> storedInputs(Class<?> fuzzTest, String target) {
        String folder = fuzzTest.getSimpleName() + "Inputs/" + target;
        URL url = fuzzTest.getResource(folder);
        if (url == null) {
            throw new IllegalStateException("no stored inputs: " + folder);
        }
        try (Stream<Path> files = Files.list(Path.of(url.toURI()))) {
            return files.sorted().map(MutationTests::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
