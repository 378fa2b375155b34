package dev.sockeye.testsupport;

import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails the run when a buffer was garbage collected unreleased; the message tells where the buffer was allocated.
 *
 * <p>Registered for all tests by the service loader. JUnit reports the failure as one of the engine, after the last
 * class, and the build fails of it.
 */
public final class BufferLeakExtension implements BeforeAllCallback {

    /** Called by JUnit. */
    public BufferLeakExtension() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        // The root store is closed once, when all classes are through.
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(BufferLeakExtension.class))
                .computeIfAbsent("end of run", key -> (AutoCloseable) BufferLeakExtension::failOnLeaks);
    }

    private static void failOnLeaks() throws InterruptedException {
        List<String> leaks = BufferLeakDetector.findLeaks();
        if (!leaks.isEmpty()) {
            throw new AssertionError(leaks.size() + " leaked buffer(s)\n" + String.join("\n", leaks));
        }
    }
}
