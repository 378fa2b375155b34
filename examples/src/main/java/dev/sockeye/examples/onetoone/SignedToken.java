package dev.sockeye.examples.onetoone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens that name a user until a certain second, signed so that only who knows the secret can make them: {@code
 * base64url(user).expiry.base64url(HMAC-SHA256)}. A place holder for the tokens of your own login. Thread-safe.
 */
final class SignedToken {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final SecretKeySpec key;
    private final Clock clock;

    SignedToken(String secret, Clock clock) {
        this.key = new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256");
        this.clock = clock;
    }

    String create(String user, Duration validity) {
        String claim = ENCODER.encodeToString(user.getBytes(UTF_8)) + "."
                + clock.instant().plus(validity).getEpochSecond();
        return claim + "." + sign(claim);
    }

    /** The user whom the token names; empty if it is forged, expired or no token at all. */
    Optional<String> verify(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        String expected = sign(parts[0] + "." + parts[1]);
        if (!MessageDigest.isEqual(expected.getBytes(UTF_8), parts[2].getBytes(UTF_8))) {
            return Optional.empty();
        }
        // Signed by us, so both parts are well-formed.
        boolean isExpired = Long.parseLong(parts[1]) <= clock.instant().getEpochSecond();
        return isExpired
                ? Optional.empty()
                : Optional.of(new String(Base64.getUrlDecoder().decode(parts[0]), UTF_8));
    }

    private String sign(String claim) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return ENCODER.encodeToString(mac.doFinal(claim.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is part of every JDK", e);
        }
    }
}
