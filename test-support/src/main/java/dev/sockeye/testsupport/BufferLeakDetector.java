package dev.sockeye.testsupport;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakTracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Netty's leak detector, which remembers its findings so that {@link BufferLeakExtension} can fail the run.
 *
 * <p>Netty creates it because the build sets {@code -Dio.netty.customResourceLeakDetector}; it must be public and have
 * these constructors for that. Thread-safe.
 *
 * @param <T> the type of the tracked resource
 */
public final class BufferLeakDetector<T> extends ResourceLeakDetector<T> {

    /**
     * Where Lettuce allocates the buffer of a connection that it begins to make. It gives it back when the channel is
     * unregistered, which does not happen if the event loop ends at that moment.
     */
    private static final String LETTUCE_CONNECTING = "io.lettuce.core.protocol.CommandHandler.channelRegistered(";

    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();
    private static final List<BufferLeakDetector<?>> DETECTORS = new CopyOnWriteArrayList<>();

    /** Called by Netty. */
    public BufferLeakDetector(Class<?> resourceType, int samplingInterval, long maxActive) {
        this(resourceType, samplingInterval);
    }

    /** Called by Netty. */
    @SuppressWarnings("this-escape") // nothing reads the list before all tests are over
    public BufferLeakDetector(Class<?> resourceType, int samplingInterval) {
        super(resourceType, samplingInterval);
        DETECTORS.add(this);
    }

    /**
     * Collects garbage, and returns what was found leaked since the last call, each with its history.
     *
     * @return descriptions of resources that were garbage collected without having been released
     */
    static List<String> findLeaks() throws InterruptedException {
        for (int round = 0; round < 3; round++) {
            System.gc();
            // The JVM hands collected references over on a thread of its own.
            Thread.sleep(50);
            // A leak is reported when the same detector next tracks something.
            DETECTORS.forEach(BufferLeakDetector::poke);
        }
        List<String> found = new ArrayList<>();
        for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
            found.add(leak);
        }
        return found;
    }

    @SuppressWarnings("unchecked") // the detector only keeps a weak reference to it
    private void poke() {
        T decoy = (T) new Object();
        ResourceLeakTracker<T> tracker = trackForcibly(decoy);
        if (tracker != null) {
            tracker.close(decoy);
        }
    }

    @Override
    protected boolean needReport() {
        return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
        if (isOfLettuce(records)) {
            return;
        }
        String ours = records.lines()
                .filter(line -> !line.startsWith("\torg.junit.") && !line.startsWith("\tjava.base/"))
                .collect(Collectors.joining("\n"));
        LEAKS.add(resourceType + " was not released before it was garbage collected:" + ours);
    }

    /** Whether the buffer was allocated, and ever touched, by a connection of Lettuce that was just being made. */
    static boolean isOfLettuce(String records) {
        return records.contains("\nCreated at:\n")
                && records.contains(LETTUCE_CONNECTING)
                && !records.contains("\tdev.sockeye.");
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
        LEAKS.add(resourceType + " was not released before it was garbage collected");
    }
}
