package dev.sockeye.engineio;

/**
 * When and how hard to compress. Immutable.
 *
 * @param threshold smallest body or message to compress, in bytes; default 1024
 * @param level zlib level 0 to 9; default 6 (zlib's own)
 * @param serverContextTakeover WebSocket only: whether the server keeps its compression window between messages;
 *     default true. It costs about 300 KiB of native memory per connection.
 * @param clientContextTakeover WebSocket only: whether clients may keep theirs; default true. It costs about 50 KiB of
 *     native memory per connection.
 */
public record CompressionOptions(
        int threshold, int level, boolean serverContextTakeover, boolean clientContextTakeover) {
    /** Checks the values. */
    public CompressionOptions {
        if (threshold < 0) {
            throw new IllegalArgumentException("threshold: " + threshold + " (expected: >= 0)");
        }
        if (level < 0 || level > 9) {
            throw new IllegalArgumentException("level: " + level + " (expected: 0 to 9)");
        }
    }

    /** From 1024 bytes on, level 6, context takeover both ways. */
    public static CompressionOptions defaults() {
        return new CompressionOptions(1024, 6, true, true);
    }

    /** The same with another threshold in bytes. */
    public CompressionOptions withThreshold(int bytes) {
        return new CompressionOptions(bytes, level, serverContextTakeover, clientContextTakeover);
    }

    /** The same with another level. */
    public CompressionOptions withLevel(int value) {
        return new CompressionOptions(threshold, value, serverContextTakeover, clientContextTakeover);
    }

    /** The same with or without windows kept between messages. */
    public CompressionOptions withContextTakeover(boolean server, boolean client) {
        return new CompressionOptions(threshold, level, server, client);
    }
}
