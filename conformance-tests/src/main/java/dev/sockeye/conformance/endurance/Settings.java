package dev.sockeye.conformance.endurance;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a command line says about a proof: options with a whole number each, {@code --seconds 60}. Not thread-safe. */
public final class Settings {
    private final Map<String, Long> given = new TreeMap<>();

    /** Every option that was asked for, with its value. */
    private final Map<String, Long> used = new TreeMap<>();

    /**
     * Reads options.
     *
     * @throws IllegalArgumentException for a word that is no option, or an option without a number
     */
    public static Settings of(String... words) {
        Settings settings = new Settings();
        Iterator<String> left = List.of(words).iterator();
        while (left.hasNext()) {
            String option = left.next();
            if (!option.startsWith("--") || !left.hasNext()) {
                throw new IllegalArgumentException(option + " (expected: --OPTION NUMBER)");
            }
            String value = left.next();
            try {
                settings.given.put(option.substring(2), Long.parseLong(value));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(option + " " + value + " (expected: a whole number)", e);
            }
        }
        return settings;
    }

    /** The value of {@code --name}, or the default. */
    public int number(String name, int byDefault) {
        return Math.toIntExact(longNumber(name, byDefault));
    }

    /** The value of {@code --name}, or the default. */
    public long longNumber(String name, long byDefault) {
        @Nullable Long value = given.get(name);
        used.put(name, value == null ? byDefault : value);
        return value == null ? byDefault : value;
    }

    /** The value of {@code --seed}, or a new one. */
    public long seed() {
        return longNumber("seed", System.nanoTime());
    }

    /**
     * To be called once a proof has taken what it knows.
     *
     * @throws IllegalArgumentException if an option was given that nobody asked for
     */
    void refuseUnknown() {
        for (String name : given.keySet()) {
            if (!used.containsKey(name)) {
                throw new IllegalArgumentException("--" + name + " (expected: one of " + used.keySet() + ")");
            }
        }
    }

    /** The options as they count, those by default too: what repeats a run. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder();
        used.forEach(
                (name, value) -> line.append(" --").append(name).append(' ').append(value));
        return line.toString().trim();
    }
}
