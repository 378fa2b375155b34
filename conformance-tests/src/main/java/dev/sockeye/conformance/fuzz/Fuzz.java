package dev.sockeye.conformance.fuzz;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;

/**
 * The program behind {@code bin/fuzz wire}, with {@code --inputs N}, {@code --seconds N} and {@code --seed N}; without a seed a
 * new one, which is printed.
 */
public final class Fuzz {
    private Fuzz() {}

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        long inputs = Long.MAX_VALUE;
        long seconds = 60;
        long seed = System.nanoTime();
        Iterator<String> words = Arrays.asList(args).iterator();
        String command = words.hasNext() ? words.next() : "";
        while (words.hasNext()) {
            String option = words.next();
            long value = Long.parseLong(words.next());
            switch (option) {
                case "--inputs" -> inputs = value;
                case "--seconds" -> seconds = value;
                case "--seed" -> seed = value;
                default -> throw new IllegalArgumentException(option + " (expected: --inputs, --seconds or --seed)");
            }
        }
        if (!command.equals("wire")) {
            throw new IllegalArgumentException("usage: fuzz wire [--inputs N] [--seconds N] [--seed N]");
        }
        out.println("seed " + seed);
        out.println(WireFuzz.run(inputs, seconds, seed));
    }
}
