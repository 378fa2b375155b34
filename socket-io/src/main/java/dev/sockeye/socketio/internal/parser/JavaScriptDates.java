package dev.sockeye.socketio.internal.parser;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.Date;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** Points in time as {@code Date.prototype.toISOString} writes them: UTC, three decimals, {@code Z}. */
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

    static SimpleModule module() {
        return new SimpleModule("sockeye-dates")
                .addSerializer(Instant.class, new InstantSerializer())
                .addSerializer(Date.class, new DateSerializer());
    }

    /** Years outside of 0 to 9999 have a sign and six digits. */
    static String format(Instant instant) {
        var time = instant.atOffset(ZoneOffset.UTC);
        return (time.getYear() < 0 || time.getYear() > 9999 ? FAR : USUAL).format(time);
    }

    private static final class InstantSerializer extends StdSerializer<Instant> {
        InstantSerializer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator generator, SerializationContext context) {
            generator.writeString(format(value));
        }
    }

    private static final class DateSerializer extends StdSerializer<Date> {
        DateSerializer() {
            super(Date.class);
        }

        @Override
        public void serialize(Date value, JsonGenerator generator, SerializationContext context) {
            generator.writeString(format(Instant.ofEpochMilli(value.getTime())));
        }
    }
}
