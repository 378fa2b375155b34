package dev.sockeye.engineio.server;

import static java.util.Objects.requireNonNull;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;

/**
 * Where the certificate and its key are. They are read when the server starts and again at each {@link
 * EngineIoServer#reloadTls()}. Immutable. Uses the JDK's TLS with its defaults: TLS 1.2 and 1.3.
 */
public final class TlsOptions {
    /** Reads the files. */
    @FunctionalInterface
    private interface Source {
        SslContextBuilder read() throws IOException, GeneralSecurityException;
    }

    private final Source source;
    private final String description;

    private TlsOptions(Source source, String description) {
        this.source = source;
        this.description = description;
    }

    /** A chain of certificates and an unencrypted PKCS#8 key, both PEM. */
    public static TlsOptions pem(Path certificates, Path key) {
        return pem(certificates, key, Optional.empty());
    }

    /** A chain of certificates and a PKCS#8 key, both PEM, the key encrypted. */
    public static TlsOptions pem(Path certificates, Path key, String password) {
        return pem(certificates, key, Optional.of(password));
    }

    private static TlsOptions pem(Path certificates, Path key, Optional<String> password) {
        requireNonNull(certificates, "certificates");
        requireNonNull(key, "key");
        return new TlsOptions(
                () -> password.isPresent()
                        ? SslContextBuilder.forServer(certificates.toFile(), key.toFile(), password.get())
                        : SslContextBuilder.forServer(certificates.toFile(), key.toFile()),
                certificates + ", " + key);
    }

    /** A key store of the type that its content shows (PKCS#12 or JKS). */
    public static TlsOptions keyStore(Path file, String password) {
        requireNonNull(file, "file");
        requireNonNull(password, "password");
        return new TlsOptions(
                () -> {
                    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
                    try (InputStream in = Files.newInputStream(file)) {
                        store.load(in, password.toCharArray());
                    }
                    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                    keys.init(store, password.toCharArray());
                    return SslContextBuilder.forServer(keys);
                },
                file.toString());
    }

    SslContext read() throws IOException {
        try {
            return source.read().build();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("tls: cannot read " + description + ": " + e.getMessage(), e);
        }
    }
}
