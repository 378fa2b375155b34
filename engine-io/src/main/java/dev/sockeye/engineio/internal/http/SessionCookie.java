package dev.sockeye.engineio.internal.http;

import dev.sockeye.engineio.CookieOptions;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes the cookie of a session. */
public final class SessionCookie {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private SessionCookie() {}

    /** The value of {@code Set-Cookie}, attributes in the order of the reference server. */
    public static String of(CookieOptions options, String sid) {
        StringBuilder cookie = new StringBuilder(options.name()).append('=').append(encode(sid));
        options.maxAge().ifPresent(age -> cookie.append("; Max-Age=").append(age.toSeconds()));
        options.domain().ifPresent(domain -> cookie.append("; Domain=").append(domain));
        if (!options.path().isEmpty()) {
            cookie.append("; Path=").append(options.path());
        }
        options.expires().ifPresent(time -> cookie.append("; Expires=").append(HTTP_DATE.format(time)));
        if (options.httpOnly()) {
            cookie.append("; HttpOnly");
        }
        if (options.secure()) {
            cookie.append("; Secure");
        }
        if (options.partitioned()) {
            cookie.append("; Partitioned");
        }
        options.sameSite().ifPresent(site -> cookie.append("; SameSite=").append(site));
        return cookie.toString();
    }

    private static String encode(String value) {
        return java.net.URLEncoder.encode(value, java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20");
    }
}
