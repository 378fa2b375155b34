package dev.sockeye.socketio.internal.socket;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes ids that cannot be guessed: 20 characters of URL-safe base64, 120 random bits. Thread-safe. */
public final class SocketIds {
    private static final int BYTES = 15;
    private static final int IDS_AT_ONCE = 64;

    private final SecureRandom random = new SecureRandom();
    private final byte[] pool = new byte[BYTES * IDS_AT_ONCE];
    private int used = pool.length;

    /** A new id. */
    public String next() {
        byte[] bytes = new byte[BYTES];
        synchronized (this) {
            if (used == pool.length) {
                random.nextBytes(pool);
                used = 0;
            }
            System.arraycopy(pool, used, bytes, 0, BYTES);
            used += BYTES;
        }
        return Base64.getUrlEncoder().encodeToString(bytes);
    }
}
