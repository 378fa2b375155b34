package dev.sockeye.socketio.internal.parser;

import org.jspecify.annotations.Nullable;

/**
 * An argument as it stands in the message that brought it: valid JSON, and the attachments that belong into it. Written
 * again without being read. Immutable.
 */
final class RawJson implements RawArgument {
    final byte[] json;
    final int begin;
    final int end;

    /** Of the whole message: see {@link Placeholders#find}. */
    final int[] placeholders;

    final byte[][] attachments;

    RawJson(byte[] json, int begin, int end, int[] placeholders, byte[][] attachments) {
        this.json = json;
        this.begin = begin;
        this.end = end;
        this.placeholders = placeholders;
        this.attachments = attachments;
    }

    @Override
    public @Nullable Object value() {
        return new JsonReader(json, placeholders, attachments).value(begin);
    }

    int length() {
        return end - begin;
    }

    @Override
    public String toString() {
        return "RawJson(" + length() + " bytes)";
    }
}
