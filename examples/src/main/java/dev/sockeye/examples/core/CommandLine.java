package dev.sockeye.examples.core;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The flags of a program: declared once, read from the arguments, else from the environment ({@code --api-token} from
 * {@code SOCKEYE_API_TOKEN}), else the default. Immutable.
 */
public final class CommandLine {
    /**
     * One flag.
     *
     * @param name with its dashes, for example {@code --port}
     * @param value what the help calls its value, for example {@code N}
     * @param defaultValue empty if there is none
     */
    public record Flag(String name, String value, String defaultValue, String help) {}

    private final String program;
    private final String purpose;
    private final List<Flag> flags;
    private final Map<String, String> values;

    private CommandLine(String program, String purpose, List<Flag> flags, Map<String, String> values) {
        this.program = program;
        this.purpose = purpose;
        this.flags = List.copyOf(flags);
        this.values = Map.copyOf(values);
    }

    /** The command line of a program before its arguments are known. */
    public static CommandLine of(String program, String purpose, Flag... flags) {
        return new CommandLine(program, purpose, List.of(flags), Map.of());
    }

    /**
     * Reads the arguments: {@code --port 3000} or {@code --port=3000}.
     *
     * @throws UsageException if a flag is unknown or lacks its value
     */
    public CommandLine parse(List<String> args, Map<String, String> environment) {
        Map<String, String> read = new LinkedHashMap<>();
        for (Flag flag : flags) {
            read.put(flag.name(), environment.getOrDefault(variable(flag), flag.defaultValue()));
        }
        for (int i = 0; i < args.size(); i++) {
            String name = args.get(i).split("=", 2)[0];
            if (!read.containsKey(name)) {
                throw new UsageException("Unknown flag " + args.get(i) + "; " + program + " --help lists them");
            }
            boolean joined = args.get(i).length() > name.length();
            if (!joined && i + 1 == args.size()) {
                throw new UsageException(name + " lacks its value; " + program + " --help shows it");
            }
            read.put(name, joined ? args.get(i).substring(name.length() + 1) : args.get(++i));
        }
        return new CommandLine(program, purpose, flags, read);
    }

    /** The name of the program. */
    public String program() {
        return program;
    }

    /** The value of a flag; empty if it was not given and has no default. */
    public Optional<String> get(String flag) {
        @Nullable String value = values.get(flag);
        return value == null || value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /** The value of a flag that has a default. */
    public String require(String flag) {
        return get(flag).orElseThrow(() -> new UsageException(flag + " is missing"));
    }

    /**
     * The value of a flag as a number.
     *
     * @throws UsageException if it is none, or out of bounds
     */
    public int number(String flag, int min, int max) {
        try {
            int number = Integer.parseInt(require(flag));
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new UsageException(flag + " " + require(flag) + ": expected a number from " + min + " to " + max);
    }

    /** What {@code --help} prints. */
    public String help() {
        StringBuilder text = new StringBuilder(purpose + "\n\nUsage: " + program + " [flags]\n\n");
        for (Flag flag : flags) {
            String otherwise = flag.defaultValue().isEmpty() ? "" : " (default " + flag.defaultValue() + ")";
            text.append(String.format("  %-22s %s%s%n", flag.name() + " " + flag.value(), flag.help(), otherwise));
        }
        text.append(String.format("  %-22s %s%n", "--help", "print this"));
        return text + "\nA flag may also come from the environment: " + variable(flags.get(0)) + " for "
                + flags.get(0).name() + ".\n";
    }

    private static String variable(Flag flag) {
        return "SOCKEYE_" + flag.name().substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
