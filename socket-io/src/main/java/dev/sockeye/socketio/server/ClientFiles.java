package dev.sockeye.socketio.server;

import dev.sockeye.engineio.CorsOptions;
import dev.sockeye.engineio.HttpHandler;
import dev.sockeye.engineio.HttpRequest;
import dev.sockeye.engineio.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the files for browsers that the module {@code socket-io-client-files} carries, as the reference server does:
 * these names and no others, with the client's version as entity tag. Thread-safe.
 */
final class ClientFiles {
    private static final Logger logger = LoggerFactory.getLogger(ClientFiles.class);
    private static final String RESOURCES = "dev/sockeye/socketio/client/";

    private static final List<String> BUNDLES =
            List.of("socket.io.js", "socket.io.min.js", "socket.io.esm.min.js", "socket.io.msgpack.min.js");

    private final String entityTag;
    private final String vary;

    /** Files and their compressed forms by name and encoding, read when first asked for. */
    private final Map<String, byte[]> cache = new ConcurrentHashMap<>();

    private ClientFiles(String version, Optional<CorsOptions> cors) {
        this.entityTag = "\"" + version + "\"";
        // The engine adds the other headers of CORS; this one is replaced, not added to.
        this.vary = cors.isPresent() ? "Origin, Accept-Encoding" : "Accept-Encoding";
    }

    /**
     * Hands out the routes of the files; none, and says so, if the module is missing.
     *
     * @param path the server's path, without a slash at its end
     */
    static void addRoutes(String path, Optional<CorsOptions> cors, BiConsumer<String, HttpHandler> routes) {
        String version = version();
        if (version == null) {
            logger.warn("the module socket-io-client-files is not there: {}/socket.io.js is not served", path);
            return;
        }
        ClientFiles files = new ClientFiles(version, cors);
        for (String bundle : BUNDLES) {
            for (String name : List.of(bundle, bundle + ".map")) {
                if (resource(name) != null) {
                    routes.accept(path + "/" + name, HttpHandler.of(request -> files.answer(name, request)));
                }
            }
        }
    }

    private HttpResponse answer(String name, HttpRequest request) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        String known = request.header("if-none-match").orElse("");
        if (known.equals(entityTag) || known.equals("W/" + entityTag)) {
            return new HttpResponse(304, headers, new byte[0]);
        }
        headers.put("cache-control", "public, max-age=0");
        headers.put(
                "content-type",
                name.endsWith(".map") ? "application/json; charset=utf-8" : "application/javascript; charset=utf-8");
        headers.put("etag", entityTag);
        String encoding = encoding(request.header("accept-encoding").orElse(""));
        if (!encoding.isEmpty()) {
            headers.put("content-encoding", encoding);
        }
        headers.put("vary", vary);
        return new HttpResponse(200, headers, content(name, encoding));
    }

    /** The first of the client's encodings that the JDK has; empty for none. */
    private static String encoding(String accepted) {
        for (String part : accepted.toLowerCase(Locale.ROOT).split(",")) {
            String[] words = part.split(";");
            String name = words[0].trim();
            boolean refused = words.length > 1 && words[1].trim().matches("q=0(\\.0*)?");
            if (!refused && (name.equals("gzip") || name.equals("deflate"))) {
                return name;
            }
        }
        return "";
    }

    private byte[] content(String name, String encoding) throws IOException {
        byte[] cached = cache.get(name + " " + encoding);
        if (cached != null) {
            return cached;
        }
        byte[] content = compress(read(name), encoding);
        cache.put(name + " " + encoding, content);
        return content;
    }

    private static byte[] compress(byte[] content, String encoding) throws IOException {
        if (encoding.isEmpty()) {
            return content;
        }
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out =
                encoding.equals("gzip") ? new GZIPOutputStream(compressed) : new DeflaterOutputStream(compressed)) {
            out.write(content);
        }
        return compressed.toByteArray();
    }

    private static byte[] read(String name) throws IOException {
        URL resource = resource(name);
        if (resource == null) {
            throw new IOException(name + " has gone");
        }
        try (InputStream in = resource.openStream()) {
            return in.readAllBytes();
        }
    }

    private static @Nullable String version() {
        if (resource("version.properties") == null) {
            return null;
        }
        try (InputStream in = new ByteArrayInputStream(read("version.properties"))) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Through the class loader: the files are in another module than this class. */
    private static @Nullable URL resource(String name) {
        return ClientFiles.class.getClassLoader().getResource(RESOURCES + name);
    }
}
