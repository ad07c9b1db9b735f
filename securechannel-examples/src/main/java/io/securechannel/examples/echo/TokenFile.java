package io.securechannel.examples.echo;

import io.securechannel.auth.token.ProofKey;
import io.securechannel.auth.token.ReconnectToken;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.OwnerOnlyFile;
import io.securechannel.keys.StoredData;
import io.securechannel.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.regex.Pattern;

/**
 * Tokens in files. One that the server has given for the next time is two lines: what it is, and {@link StoredData}'s content in
 * Base64. It holds the token's key, unencrypted: a program of yours keeps it in its key store.
 */
public final class TokenFile {

    private static final String RECONNECT = "securechannel reconnect token/";
    private static final int LARGEST = 64 << 10;
    private static final Pattern JWT = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([\\w+/=\\s]+)-----END PRIVATE KEY-----");

    private TokenFile() {}

    static boolean isReconnectToken(Path file) throws IOException {
        return OwnerOnlyFile.beginsWith(file, RECONNECT);
    }

    /** Refuses to replace anything but an older token. */
    static void requireWritable(Path file) throws IOException {
        OwnerOnlyFile.refuseToReplace(file, isReconnectToken(file));
    }

    /**
     * Writes a token for the next time, for its owner alone.
     *
     * @param token stays the caller's to close
     * @param file where it goes, in place of what is there
     * @throws IOException if it cannot be written
     */
    public static void write(ReconnectToken token, Path file) throws IOException {
        try (var stored = token.toStoredData()) {
            byte[] content = stored.content();
            var base64 = Base64.getEncoder().encodeToString(content);
            Arrays.fill(content, (byte) 0);
            OwnerOnlyFile.write(file, (stored.format() + "\n" + base64 + "\n").getBytes(StandardCharsets.US_ASCII));
        }
    }

    /**
     * {@return a token for the next time, to be closed by the caller}
     *
     * @param file as {@link #write} writes it
     * @throws KeyMaterialException if token and key do not belong together
     * @throws IOException if it is no such file, or not for its owner alone
     */
    public static ReconnectToken read(Path file) throws KeyMaterialException, IOException {
        refuseReadableByOthers(file);
        var lines = text(file).split("\r?\n", -1);
        try {
            byte[] content = Base64.getDecoder().decode(lines.length < 2 ? "" : lines[1].strip());
            try (var stored = StoredData.of(lines[0].strip(), content)) {
                return ReconnectToken.fromStoredData(stored);
            } finally {
                Arrays.fill(content, (byte) 0);
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    file + " is damaged: log in with the password, and let --keep-token write another", e);
        }
    }

    static String jwt(Path file) throws IOException {
        var token = text(file).strip();
        if (!JWT.matcher(token).matches()) {
            throw new IOException(file + " holds no token: it is neither a JWT, three parts with dots between them, nor"
                    + " what --keep-token has written");
        }
        return token;
    }

    static ProofKey key(Path file) throws KeyMaterialException, IOException {
        var pem = PKCS8.matcher(text(file));
        if (!pem.find()) {
            throw new IOException(file + " holds no private key in PEM, PKCS#8, without a password");
        }
        try (var pkcs8 =
                SecretBytes.owning(Base64.getMimeDecoder().decode(pem.group(1).strip()))) {
            return ProofKey.fromPkcs8(pkcs8);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is damaged: what is between its first and last line is not Base64", e);
        }
    }

    private static String text(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new IOException(file + " is larger than 64 KiB: no file of a token");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private static void refuseReadableByOthers(Path file) throws IOException {
        var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        var others = EnumSet.copyOf(view.readAttributes().permissions());
        others.removeAll(EnumSet.of(
                PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));
        if (!others.isEmpty()) {
            throw new IOException(file + " holds a key, and others than its owner may use it: chmod 600 " + file);
        }
    }
}
