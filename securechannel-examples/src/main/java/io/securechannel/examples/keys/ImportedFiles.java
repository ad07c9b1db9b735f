package io.securechannel.examples.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.examples.console.PasswordSource;
import io.securechannel.keys.Identity;
import io.securechannel.keys.JsonWebKeys;
import io.securechannel.keys.KeyFiles;
import io.securechannel.keys.KeyMaterial;
import io.securechannel.keys.KnownPeer;
import io.securechannel.keys.SharedSecret;
import io.securechannel.keys.TrustedCertificate;
import io.securechannel.peer.Trust;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads material from the files that a command names, and finds out what they are where nobody says it. */
public final class ImportedFiles {

    private static final int LONGEST = 1 << 20;
    private static final int NOISE_SECRET = 32;

    private final List<Path> files;
    private final PasswordSource password;

    /**
     * Takes what the command line names.
     *
     * @param files one, or a certificate chain and its key
     * @param password where the key's password comes from, if it needs one
     */
    public ImportedFiles(List<Path> files, PasswordSource password) {
        this.files = files;
        this.password = password;
    }

    /**
     * {@return what is in the files}
     *
     * @param wanted what it is read as; null to find it by the content
     * @throws KeyMaterialException if it is something else, or the password is wrong
     * @throws IOException if a file cannot be read, or nobody typed a password
     */
    public KeyMaterial read(@Nullable ImportKind wanted) throws KeyMaterialException, IOException {
        var kind = wanted == null ? kind() : wanted;
        if (files.size() > (kind == ImportKind.IDENTITY ? 2 : 1)) {
            throw new IllegalArgumentException("one file for a " + kind + "; two are a certificate chain and its key");
        }
        var file = files.get(0);
        return switch (kind) {
            case IDENTITY -> identity();
            case CERTIFICATE -> certificate(file);
            case NOISE ->
                json(file)
                        ? jwk(file, JsonWebKeys::readNoiseKeyPair)
                        : pem(() -> KeyFiles.readNoiseKeyPair(file), typed -> KeyFiles.readNoiseKeyPair(file, typed));
            case ENVELOPE ->
                json(file)
                        ? jwk(file, JsonWebKeys::readEnvelopeKeyPair)
                        : pem(
                                () -> KeyFiles.readEnvelopeKeyPair(file),
                                typed -> KeyFiles.readEnvelopeKeyPair(file, typed));
            case SIGNING ->
                json(file)
                        ? jwk(file, JsonWebKeys::readSigningKeyPair)
                        : pem(
                                () -> KeyFiles.readSigningKeyPair(file),
                                typed -> KeyFiles.readSigningKeyPair(file, typed));
            case SECRET -> secret(file);
            case PEER -> peer(file);
        };
    }

    private ImportKind kind() throws IOException {
        if (files.size() > 1 || pkcs12(files.get(0))) {
            return ImportKind.IDENTITY;
        }
        boolean certificate = contains(files.get(0), "-----BEGIN CERTIFICATE-----");
        boolean key = contains(files.get(0), "PRIVATE KEY-----");
        if (certificate) {
            return key ? ImportKind.IDENTITY : ImportKind.CERTIFICATE;
        }
        throw new IllegalArgumentException(
                files.get(0) + (key || json(files.get(0)) ? " is a key and" : "")
                        + " does not say what it is for: --kind identity, certificate, noise, envelope, signing, secret or peer");
    }

    /**
     * {@return the identity in the files: a certificate chain and its key, or one PKCS #12 file} A password is asked for only where one is
     * needed.
     *
     * @throws KeyMaterialException if it is something else, or the password is wrong
     * @throws IOException if a file cannot be read, or nobody typed a password
     */
    public Identity identity() throws KeyMaterialException, IOException {
        var first = files.get(0);
        if (files.size() == 1 && pkcs12(first)) {
            try (var typed = password.existing(first.toString())) {
                return Identity.fromPkcs12(first, typed);
            }
        }
        var key = files.get(files.size() - 1);
        return pem(() -> Identity.fromPem(first, key), typed -> Identity.fromPem(first, key, typed));
    }

    /**
     * {@return the secret in the file, as Noise takes it; to be closed by the caller}
     *
     * @throws IOException if the file cannot be read, or holds another number of bytes
     */
    public SharedSecret noiseSecret() throws IOException {
        var file = files.get(0);
        var read = secret(file);
        if (read.length() != NOISE_SECRET) {
            read.close();
            throw new IOException(file + " holds a secret of " + read.length()
                    + " bytes, and Noise takes 32: openssl rand -base64 32 makes one");
        }
        return read;
    }

    private static TrustedCertificate certificate(Path file) throws KeyMaterialException {
        var all = Trust.only(file).authorities();
        if (all.size() != 1) {
            throw new IllegalArgumentException(
                    file + " holds " + all.size() + " certificates, and a name stands for one: import each by itself");
        }
        return new TrustedCertificate(all.get(0));
    }

    private static SharedSecret secret(Path file) throws IOException {
        var text = readAll(file);
        byte[] decoded = {};
        try {
            decoded = Base64.getMimeDecoder().decode(text);
            try (var bytes = SecretBytes.copyOf(decoded)) {
                return SharedSecret.of(bytes);
            }
        } finally {
            Arrays.fill(text, (byte) 0);
            Arrays.fill(decoded, (byte) 0);
        }
    }

    private static KnownPeer peer(Path file) throws IOException {
        var words = new String(readAll(file), StandardCharsets.UTF_8).strip().split("\\s+", 2);
        if (words.length != 2 || !words[0].matches("\\S+:\\d{1,5}") || !words[1].matches("\\S+")) {
            throw new IllegalArgumentException(file + " is not one line of the form: HOST:PORT KEY");
        }
        return new KnownPeer(words[0], words[1]);
    }

    /** Reads a private key from JSON. */
    private interface FromJson<M> {
        M read(SecretBytes json) throws KeyMaterialException;
    }

    private static <M> M jwk(Path file, FromJson<M> reader) throws KeyMaterialException, IOException {
        var bytes = readAll(file);
        try (var json = SecretBytes.copyOf(bytes)) {
            return reader.read(json);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** Reads a key that is not encrypted. */
    private interface Plain<M> {
        M read() throws KeyMaterialException;
    }

    /** Reads a key that is encrypted. */
    private interface Encrypted<M> {
        M read(Password password) throws KeyMaterialException;
    }

    /** Asks for a password only where one is needed. */
    private <M> M pem(Plain<M> plain, Encrypted<M> encrypted) throws KeyMaterialException, IOException {
        try {
            return plain.read();
        } catch (KeyMaterialException e) {
            if (e.reason() != Reason.PASSWORD_REQUIRED) {
                throw e;
            }
        }
        try (var typed = password.existing(files.get(files.size() - 1).toString())) {
            return encrypted.read(typed);
        }
    }

    private static boolean pkcs12(Path file) {
        var name = file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".p12") || name.endsWith(".pfx");
    }

    private static boolean json(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var first = in.readNBytes(64);
            return new String(first, StandardCharsets.ISO_8859_1).stripLeading().startsWith("{");
        }
    }

    private static boolean contains(Path file, String text) throws IOException {
        var bytes = readAll(file);
        try {
            return new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static byte[] readAll(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw new IOException(file + " is larger than 1 MiB: not a file of a key");
            }
            return bytes;
        }
    }
}
