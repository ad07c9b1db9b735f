package io.securechannel.tls;

import io.securechannel.internal.jsse.SecretSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLEngine;

/**
 * A key log (SSLKEYLOGFILE, RFC 9850): one line a secret,
 *
 * <pre>
 *   label SP client_random in hexadecimal SP secret in hexadecimal LF
 * </pre>
 *
 * Secrets wait here, one connection's beside the other's, until the random of its ClientHello is known.
 */
final class TlsKeyLog {

    private final Path file;
    private final Map<SSLEngine, Secrets> waiting = Collections.synchronizedMap(new WeakHashMap<>());

    /**
     * @throws UncheckedIOException if the file cannot be written
     */
    TlsKeyLog(Path file) {
        this.file = file;
        append("");
    }

    /** The secrets of one connection. */
    static final class Secrets implements SecretSink {

        private static final String PLACE_OF_RANDOM = " ? ";

        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        public void take(String label, byte[] secret) {
            lines.add(label + PLACE_OF_RANDOM + HexFormat.of().formatHex(secret) + "\n");
        }

        private String text(byte[] clientRandom) {
            var random = " " + HexFormat.of().formatHex(clientRandom) + " ";
            var text = new StringBuilder();
            for (var line = lines.poll(); line != null; line = lines.poll()) {
                text.append(line.replace(PLACE_OF_RANDOM, random));
            }
            return text.toString();
        }
    }

    void await(SSLEngine engine, Secrets secrets) {
        waiting.put(engine, secrets);
    }

    /** Writes what has been derived for an engine since the last time. */
    void write(SSLEngine engine, byte[] clientRandom) {
        var secrets = waiting.get(engine);
        if (secrets != null) {
            append(secrets.text(clientRandom));
        }
    }

    /** {@return a warning for people, with the file's name} */
    @Override
    public String toString() {
        return "THE SECRETS OF EVERY CONNECTION ARE WRITTEN TO " + file;
    }

    private void append(String text) {
        try (var out = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                ownerOnly())) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the key log " + file + ": " + e.getMessage(), e);
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
