package dev.sockeye.socketio.parser;

import dev.sockeye.socketio.internal.parser.ParserLimits;

/**
 * What a parser takes from a client; a client that sends more is disconnected. The size of a whole message is limited
 * before, by {@code maxHttpBufferSize}. Immutable.
 */
public final class ParserOptions {
    private final Builder values;

    private ParserOptions(Builder values) {
        this.values = values;
    }

    /** A builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** The defaults. */
    public static ParserOptions defaults() {
        return builder().build();
    }

    /** See {@link Builder#maxAttachments}. */
    public int maxAttachments() {
        return values.maxAttachments;
    }

    /** See {@link Builder#maxAttachmentBytes}. */
    public long maxAttachmentBytes() {
        return values.maxAttachmentBytes;
    }

    /** See {@link Builder#maxDepth}. */
    public int maxDepth() {
        return values.maxDepth;
    }

    /** See {@link Builder#maxNumberLength}. */
    public int maxNumberLength() {
        return values.maxNumberLength;
    }

    /** See {@link Builder#maxStringBytes}. */
    public int maxStringBytes() {
        return values.maxStringBytes;
    }

    /** Builds {@link ParserOptions}. Not thread-safe. */
    public static final class Builder {
        private int maxAttachments = ParserLimits.DEFAULTS.maxAttachments();
        private long maxAttachmentBytes = ParserLimits.DEFAULTS.maxAttachmentBytes();
        private int maxDepth = ParserLimits.DEFAULTS.maxDepth();
        private int maxNumberLength = ParserLimits.DEFAULTS.maxNumberLength();
        private int maxStringBytes = ParserLimits.DEFAULTS.maxStringBytes();

        private Builder() {}

        private Builder(Builder from) {
            maxAttachments = from.maxAttachments;
            maxAttachmentBytes = from.maxAttachmentBytes;
            maxDepth = from.maxDepth;
            maxNumberLength = from.maxNumberLength;
            maxStringBytes = from.maxStringBytes;
        }

        /** Most attachments of one packet; default 10, as the reference parser's. Has no meaning for MessagePack. */
        public Builder maxAttachments(int value) {
            maxAttachments = (int) requireInRange("maxAttachments", value, Integer.MAX_VALUE);
            return this;
        }

        /**
         * Most bytes in all attachments of one packet together; default as many as {@link #maxAttachments} messages of
         * {@code maxHttpBufferSize} have, so that a raised {@code maxHttpBufferSize} holds for attachments, too. Has no
         * meaning for MessagePack.
         */
        public Builder maxAttachmentBytes(long value) {
            maxAttachmentBytes = requireInRange("maxAttachmentBytes", value, Long.MAX_VALUE);
            return this;
        }

        /** Most arrays and objects inside each other, the list of arguments counted; default 500, at most 1,000. */
        public Builder maxDepth(int value) {
            maxDepth = (int) requireInRange("maxDepth", value, ParserLimits.DEEPEST);
            return this;
        }

        /** Most characters of one number; default 1,000. Has no meaning for MessagePack. */
        public Builder maxNumberLength(int value) {
            maxNumberLength = (int) requireInRange("maxNumberLength", value, Integer.MAX_VALUE);
            return this;
        }

        /** Most bytes of one string as it stands in the message; default as many as the message has. */
        public Builder maxStringBytes(int value) {
            maxStringBytes = (int) requireInRange("maxStringBytes", value, Integer.MAX_VALUE);
            return this;
        }

        /** The options. */
        public ParserOptions build() {
            return new ParserOptions(new Builder(this));
        }

        private static long requireInRange(String name, long value, long max) {
            if (value <= 0 || value > max) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: 1 to " + max + ")");
            }
            return value;
        }
    }

    ParserLimits limits() {
        return new ParserLimits(
                values.maxAttachments,
                values.maxAttachmentBytes,
                values.maxDepth,
                values.maxNumberLength,
                values.maxStringBytes);
    }
}
