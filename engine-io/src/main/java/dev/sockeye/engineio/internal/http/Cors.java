package dev.sockeye.engineio.internal.http;

import dev.sockeye.engineio.CorsOptions;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** Sets CORS headers as the {@code cors} middleware of the reference server does. */
public final class Cors {
    private Cors() {}

    /**
     * Sets the headers for a request.
     *
     * @return the status to answer a preflight request with; 0 if the request goes on
     */
    public static int apply(CorsOptions options, EngineRequest request, HttpHeaders response) {
        String origin = request.rawHeaders().get(HttpHeaderNames.ORIGIN);
        setOrigin(options, origin, response);
        if (options.credentials()) {
            response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        }
        if (!request.method().equals("OPTIONS")) {
            setExposedHeaders(options, response);
            return 0;
        }
        if (!options.methods().isEmpty()) {
            response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, String.join(",", options.methods()));
        }
        setAllowedHeaders(options, request, response);
        options.maxAge()
                .ifPresent(age -> response.set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, Long.toString(age.toSeconds())));
        setExposedHeaders(options, response);
        return options.preflightContinue() ? 0 : options.optionsSuccessStatus();
    }

    private static void setOrigin(CorsOptions options, @Nullable String origin, HttpHeaders response) {
        if (options.isAnyOrigin()) {
            response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
            return;
        }
        String fixed = options.fixedOrigin().orElse(null);
        if (fixed != null) {
            response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, fixed);
        } else if (origin != null && options.allows(origin)) {
            response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        }
        response.add(HttpHeaderNames.VARY, "Origin");
    }

    private static void setAllowedHeaders(CorsOptions options, EngineRequest request, HttpHeaders response) {
        String asked = request.rawHeaders().get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS);
        if (options.allowedHeaders().isEmpty()) {
            response.add(HttpHeaderNames.VARY, "Access-Control-Request-Headers");
            if (asked != null && !asked.isEmpty()) {
                response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, asked);
            }
        } else {
            response.set(
                    HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
                    String.join(",", options.allowedHeaders().get()));
        }
    }

    private static void setExposedHeaders(CorsOptions options, HttpHeaders response) {
        if (!options.exposedHeaders().isEmpty()) {
            response.set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, String.join(",", options.exposedHeaders()));
        }
    }
}
