package dev.sockeye.socketio.internal.parser;

import org.jspecify.annotations.Nullable;

/**
 * An argument as it stands in the message that brought it: valid JSON, and the attachments that belong into it. Written
 * again without being read. Immutable.
 */
final class RawJson implements RawArgument {
    final JsonArgs message;
    final int begin;
    final int end;

    RawJson(JsonArgs message, int begin, int end) {
        this.message = message;
        this.begin = begin;
        this.end = end;
    }

    @Override
    public @Nullable Object value() {
        return message.reader().value(begin);
    }

    byte first() {
        return message.json[begin];
    }

    int length() {
        return end - begin;
    }

    @Override
    public String toString() {
        return "RawJson(" + length() + " bytes)";
    }
}
