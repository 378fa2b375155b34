package dev.sockeye.bench.load;

/** Finds the session's id in an open packet. */
final class Sids {

    private static final String KEY = "\"sid\":\"";

    private Sids() {}

    static String of(String openPacket) {
        int start = openPacket.indexOf(KEY);
        if (!openPacket.startsWith("0{") || start < 0) {
            throw new IllegalStateException("received " + openPacket + " (expected: an open packet)");
        }
        start += KEY.length();
        return openPacket.substring(start, openPacket.indexOf('"', start));
    }
}
