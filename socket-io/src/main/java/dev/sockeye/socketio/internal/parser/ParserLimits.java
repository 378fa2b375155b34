package dev.sockeye.socketio.internal.parser;

/**
 * What a parser takes from a peer. Immutable.
 *
 * @param maxAttachments most attachments of one packet
 * @param maxAttachmentBytes most bytes in all attachments of one packet
 * @param maxDepth most arrays and objects inside each other, the list of arguments counted
 * @param maxNumberLength most characters of one number
 * @param maxStringBytes most bytes of one string as it stands in the message
 */
public record ParserLimits(
        int maxAttachments, long maxAttachmentBytes, int maxDepth, int maxNumberLength, int maxStringBytes) {

    /** The deepest nesting that may be allowed: values are built and written by recursion. */
    public static final int DEEPEST = 1_000;

    /** The defaults, named in {@code JsonOptions}. */
    public static final ParserLimits DEFAULTS = new ParserLimits(10, Long.MAX_VALUE, 500, 1_000, Integer.MAX_VALUE);
}
