package dev.sockeye.engineio.internal.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Compresses response bodies with gzip or deflate, whichever the client names first. */
public final class BodyCompression {
    private BodyCompression() {}

    /**
     * The encoding of {@code Accept-Encoding} that we have and that the client weighs most, the first one of equals; null
     * if there is none. RFC 9110, section 12.5.3.
     */
    public static @Nullable String choose(@Nullable String acceptEncoding) {
        if (acceptEncoding == null) {
            return null;
        }
        String[] parts = acceptEncoding.split(",", 32);
        String best = null;
        double bestWeight = 0;
        for (String part : parts) {
            int semicolon = part.indexOf(';');
            String name =
                    (semicolon < 0 ? part : part.substring(0, semicolon)).trim().toLowerCase(Locale.ROOT);
            double weight = semicolon < 0 ? 1 : weight(part.substring(semicolon + 1));
            String offered = name.equals("*") ? firstUnnamed(acceptEncoding.toLowerCase(Locale.ROOT)) : name;
            if (weight > bestWeight && ("gzip".equals(offered) || "deflate".equals(offered))) {
                best = offered;
                bestWeight = weight;
            }
        }
        return best;
    }

    private static @Nullable String firstUnnamed(String acceptEncoding) {
        if (!acceptEncoding.contains("gzip")) {
            return "gzip";
        }
        return acceptEncoding.contains("deflate") ? null : "deflate";
    }

    private static double weight(String parameter) {
        String text = parameter.replace(" ", "");
        try {
            return text.startsWith("q=") ? Double.parseDouble(text.substring(2)) : 1;
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    /** Compresses a body and releases it. */
    public static ByteBuf compress(ByteBufAllocator allocator, ByteBuf body, String encoding, int level) {
        ByteBuf out = allocator.buffer(Math.max(64, body.readableBytes() / 2));
        Deflater deflater = new Deflater(level, encoding.equals("gzip"));
        boolean done = false;
        try (ByteBufOutputStream bytes = new ByteBufOutputStream(out);
                DeflaterOutputStream compressed = encoding.equals("gzip")
                        ? new GZIPOutputStream(bytes) {
                            {
                                def.setLevel(level);
                            }
                        }
                        : new DeflaterOutputStream(bytes, deflater)) {
            body.readBytes(compressed, body.readableBytes());
            compressed.finish();
            done = true;
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
            body.release();
            if (!done) {
                out.release();
            }
        }
    }
}
