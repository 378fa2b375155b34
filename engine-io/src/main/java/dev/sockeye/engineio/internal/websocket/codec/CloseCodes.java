package dev.sockeye.engineio.internal.websocket.codec;

/** The close codes this codec speaks (RFC 6455, section 7.4.1) and the rule which codes may be on the wire. */
public final class CloseCodes {
    /** Normal end. */
    public static final int NORMAL = 1000;
    /** The peer broke the framing. */
    public static final int PROTOCOL_ERROR = 1002;
    /** Stands for a close frame without a code; never on the wire. */
    public static final int NO_STATUS = 1005;
    /** Text that is not UTF-8, or a compressed message that cannot be inflated. */
    public static final int INVALID_DATA = 1007;
    /** A message above the limit. */
    public static final int TOO_BIG = 1009;
    /** No room for the message now. */
    public static final int TRY_AGAIN_LATER = 1013;

    private CloseCodes() {}

    /**
     * Whether a close frame may carry {@code code}: 1000-1014 without the reserved 1004, 1005 and 1006, and the ranges
     * of libraries (3000-3999) and applications (4000-4999).
     */
    public static boolean isSendable(int code) {
        if (code < 3000) {
            return code >= 1000 && code <= 1014 && (code < 1004 || code > 1006);
        }
        return code <= 4999;
    }
}
