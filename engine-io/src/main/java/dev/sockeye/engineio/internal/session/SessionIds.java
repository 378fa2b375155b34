package dev.sockeye.engineio.internal.session;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes ids of 20 URL-safe characters: 120 bits from a secure source, drawn in blocks. Thread-safe. */
public final class SessionIds {
    private static final int ID_BYTES = 15;
    private static final int BLOCK_BYTES = ID_BYTES * 64;

    private final SecureRandom random = new SecureRandom();
    private final byte[] block = new byte[BLOCK_BYTES];
    private int used = BLOCK_BYTES;

    /** A new id. */
    public String next() {
        byte[] id = new byte[ID_BYTES];
        synchronized (this) {
            if (used == BLOCK_BYTES) {
                random.nextBytes(block);
                used = 0;
            }
            System.arraycopy(block, used, id, 0, ID_BYTES);
            used += ID_BYTES;
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }
}
