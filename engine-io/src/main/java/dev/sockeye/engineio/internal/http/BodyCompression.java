package dev.sockeye.engineio.internal.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Compresses response bodies with gzip or deflate, whichever the client names first. */
public final class BodyCompression {
    private BodyCompression() {}

    /** The first encoding of {@code Accept-Encoding} that we have and that is not refused; null if there is none. */
    public static @Nullable String choose(@Nullable String acceptEncoding) {
        if (acceptEncoding == null) {
            return null;
        }
        for (String part : acceptEncoding.split(",", 32)) {
            int semicolon = part.indexOf(';');
            String name = (semicolon < 0 ? part : part.substring(0, semicolon)).trim();
            boolean refused = semicolon >= 0
                    && part.substring(semicolon + 1).replace(" ", "").matches("q=0(\\.0*)?");
            if (!refused && (name.equalsIgnoreCase("gzip") || name.equalsIgnoreCase("deflate"))) {
                return name.toLowerCase(java.util.Locale.ROOT);
            }
        }
        return null;
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
