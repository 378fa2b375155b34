package dev.sockeye.testsupport.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A decoder, and what must hold for any bytes that it is given: it takes or refuses them, in reasonable time, and with no more
 * memory than the bytes themselves account for. Thread-safe if the decoder is.
 */
public final class FuzzTarget {
    /** Takes one input and checks what came out of it. */
    @FunctionalInterface
    public interface Decoder {
        /**
         * Whether it is accepted; a refusal in the form that is meant for it is no failure.
         *
         * @throws Exception whatever is no such refusal
         */
        boolean accepts(byte[] input) throws Exception;
    }

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MAX_NANOS = 1_000_000_000;
    private static final long MAX_BYTES = 4 << 20;
    private static final int MAX_BYTES_PER_BYTE = 300;
    /** Classes that are loaded and other programs cost, too, but not time after time. */
    private static final int TRIES = 3;

    private static final int SHOWN_BYTES = 2000;

    private final String name;
    private final Decoder decoder;
    private final int maxBytesPerByte;

    private FuzzTarget(String name, Decoder decoder, int maxBytesPerByte) {
        this.name = name;
        this.decoder = decoder;
        this.maxBytesPerByte = maxBytesPerByte;
    }

    /**
     * A target.
     *
     * @param name that of the method that hands it the stored inputs
     */
    public static FuzzTarget of(String name, Decoder decoder) {
        return new FuzzTarget(name, decoder, MAX_BYTES_PER_BYTE);
    }

    /** The same target, but each byte of an input may cost so many bytes of memory; default 300. */
    public FuzzTarget allowing(int bytesPerByte) {
        return new FuzzTarget(name, decoder, bytesPerByte);
    }

    /** The name. */
    public String name() {
        return name;
    }

    /**
     * Tries an input.
     *
     * @return whether it was accepted
     * @throws AssertionError if it failed, took longer than a second, or cost more than 4 MiB and what each of its
     *     bytes may cost
     */
    public boolean check(byte[] input) {
        long nanos = 0;
        long bytes = 0;
        for (int i = 0; i < TRIES; i++) {
            long fromBytes = THREADS.getCurrentThreadAllocatedBytes();
            long from = System.nanoTime();
            boolean accepted;
            try {
                accepted = decoder.accepts(input);
            } catch (Throwable e) { // also what no decoder may cause: a full stack, no memory
                throw new AssertionError(describe(input), e);
            }
            nanos = System.nanoTime() - from;
            bytes = THREADS.getCurrentThreadAllocatedBytes() - fromBytes;
            if (nanos <= MAX_NANOS && bytes <= MAX_BYTES + (long) maxBytesPerByte * input.length) {
                return accepted;
            }
        }
        throw new AssertionError(describe(input) + ": " + nanos / 1_000_000 + " ms, " + bytes + " bytes allocated");
    }

    private String describe(byte[] input) {
        return name + " with " + input.length + " bytes: "
                + HexFormat.of().formatHex(Arrays.copyOf(input, Math.min(input.length, SHOWN_BYTES)));
    }

    /**
     * Says that something must be so.
     *
     * @throws AssertionError if it is not
     */
    public static void require(boolean holds, String rule) {
        if (!holds) {
            throw new AssertionError("does not hold: " + rule);
        }
    }
}
