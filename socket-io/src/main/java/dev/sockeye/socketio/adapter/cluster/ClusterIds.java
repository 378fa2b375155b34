package dev.sockeye.socketio.adapter.cluster;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Ids of adapters and requests: 16 hexadecimal digits, unique over all servers. Thread-safe. */
final class ClusterIds {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final HexFormat HEX = HexFormat.of();

    private ClusterIds() {}

    static String next() {
        return HEX.toHexDigits(RANDOM.nextLong());
    }
}
