package dev.sockeye.examples.demo;

import dev.sockeye.examples.core.InvalidRequestException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What people and rooms may be called, and how long a text may be. */
final class Names {
    static final int MAX_TEXT = 2000;

    private static final Pattern USER = Pattern.compile("[\\p{L}\\p{N}._-]{1,24}");
    private static final Pattern ROOM = Pattern.compile("[\\p{L}\\p{N}._-]{1,32}");

    private Names() {}

    static String user(@Nullable Object name) {
        if (name instanceof String text && USER.matcher(text).matches()) {
            return text;
        }
        throw new InvalidRequestException("A name is 1 to 24 letters, digits, dots, underscores or dashes.");
    }

    static String room(@Nullable String name) {
        if (name != null && ROOM.matcher(name).matches()) {
            return name;
        }
        throw new InvalidRequestException("a room is called by 1 to 32 letters, digits, dots, underscores or dashes");
    }

    static String text(@Nullable String text) {
        if (text != null && !text.isBlank() && text.length() <= MAX_TEXT) {
            return text;
        }
        throw new InvalidRequestException("a text has 1 to " + MAX_TEXT + " characters");
    }
}
