package dev.sockeye.socketio.redis;

/**
 * Id of an entry of a stream: a time in milliseconds and a number. Immutable.
 *
 * @param millis time part, unsigned
 * @param sequence number part, unsigned
 */
record StreamId(long millis, long sequence) implements Comparable<StreamId> {
    /** Smaller than that of any entry. */
    static final String ZERO = "0-0";

    /** @throws NumberFormatException if it is no id */
    static StreamId parse(String text) {
        int dash = text.indexOf('-');
        return new StreamId(
                Long.parseUnsignedLong(text, 0, dash, 10), Long.parseUnsignedLong(text, dash + 1, text.length(), 10));
    }

    /** As Redis writes it. */
    String text() {
        return Long.toUnsignedString(millis) + "-" + Long.toUnsignedString(sequence);
    }

    @Override
    public int compareTo(StreamId other) {
        int byMillis = Long.compareUnsigned(millis, other.millis);
        return byMillis != 0 ? byMillis : Long.compareUnsigned(sequence, other.sequence);
    }
}
