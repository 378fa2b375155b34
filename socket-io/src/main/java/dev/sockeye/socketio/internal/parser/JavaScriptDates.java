package dev.sockeye.socketio.internal.parser;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.Date;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Points in time, which JavaScript knows as dates: as text they are written as {@code Date.prototype.toISOString} does it
 * (UTC, three decimals, {@code Z}).
 */
final class JavaScriptDates {
    private static final DateTimeFormatter REST = DateTimeFormatter.ofPattern("-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT);
    private static final DateTimeFormatter USUAL = new DateTimeFormatterBuilder()
            .appendValue(ChronoField.YEAR, 4)
            .append(REST)
            .toFormatter(Locale.ROOT);
    private static final DateTimeFormatter FAR = new DateTimeFormatterBuilder()
            .appendValue(ChronoField.YEAR, 6, 10, SignStyle.ALWAYS)
            .append(REST)
            .toFormatter(Locale.ROOT);

    private JavaScriptDates() {}

    /** For JSON. */
    static SimpleModule asText() {
        return module((instant, generator) -> generator.writeString(format(instant)));
    }

    /** For formats that have dates: each becomes an embedded {@link Instant} among the tokens. */
    static SimpleModule asInstants() {
        return module((instant, generator) -> generator.writeEmbeddedObject(instant));
    }

    private static SimpleModule module(BiConsumer<Instant, JsonGenerator> writer) {
        return new SimpleModule("sockeye-dates")
                .addSerializer(Instant.class, new DateSerializer<>(Instant.class, instant -> instant, writer))
                .addSerializer(
                        Date.class,
                        // A java.sql.Date has no toInstant.
                        new DateSerializer<>(Date.class, date -> Instant.ofEpochMilli(date.getTime()), writer));
    }

    /** Years outside of 0 to 9999 have a sign and six digits. */
    static String format(Instant instant) {
        var time = instant.atOffset(ZoneOffset.UTC);
        return (time.getYear() < 0 || time.getYear() > 9999 ? FAR : USUAL).format(time);
    }

    private static final class DateSerializer<T> extends StdSerializer<T> {
        private final Function<T, Instant> toInstant;
        private final BiConsumer<Instant, JsonGenerator> writer;

        DateSerializer(Class<T> type, Function<T, Instant> toInstant, BiConsumer<Instant, JsonGenerator> writer) {
            super(type);
            this.toInstant = toInstant;
            this.writer = writer;
        }

        @Override
        public void serialize(T value, JsonGenerator generator, SerializationContext context) {
            writer.accept(toInstant.apply(value), generator);
        }
    }
}
