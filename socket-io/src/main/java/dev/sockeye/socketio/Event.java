package dev.sockeye.socketio;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Type;

/**
 * A contract for an event with one argument: its name and the argument's type, declared once and used on both sides.
 *
 * @param name the name on the wire
 * @param type the type of the argument
 * @param <A> the type of the argument
 */
public record Event<A>(String name, Type type) {
    /** Checks the values. */
    public Event {
        requireNonNull(name, "name");
        requireNonNull(type, "type");
    }

    /** An event whose argument is of a class. */
    public static <A> Event<A> of(String name, Class<A> type) {
        return new Event<>(name, type);
    }

    /** An event whose argument is of a generic type. */
    public static <A> Event<A> of(String name, TypeRef<A> type) {
        return new Event<>(name, type.type());
    }
}
