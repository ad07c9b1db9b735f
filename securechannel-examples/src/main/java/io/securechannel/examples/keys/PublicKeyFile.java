package io.securechannel.examples.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.EnvelopePublicKey;
import io.securechannel.keys.JsonWebKeys;
import io.securechannel.keys.KeyFiles;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.keys.OpenSshKeys;
import io.securechannel.keys.RolePublicKey;
import io.securechannel.keys.SigningPublicKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Public keys of others, in the forms in which {@code keys export} writes them: PEM, a JSON Web Key, OpenSSH's line. */
public final class PublicKeyFile {

    private static final int LONGEST = 1 << 16;
    private static final String NOISE = "scn1";

    private PublicKeyFile() {}

    /**
     * {@return a key that envelopes are sealed to}
     *
     * @param file PEM or a JSON Web Key
     * @throws KeyMaterialException if it is something else
     * @throws IOException if the file cannot be read
     */
    public static EnvelopePublicKey recipient(Path file) throws KeyMaterialException, IOException {
        var text = text(file);
        return text.startsWith("{") ? JsonWebKeys.readEnvelopePublicKey(text) : KeyFiles.readEnvelopePublicKey(file);
    }

    /**
     * {@return a key that verifies signatures}
     *
     * @param file PEM, a JSON Web Key or OpenSSH's line
     * @throws KeyMaterialException if it is something else
     * @throws IOException if the file cannot be read
     */
    public static SigningPublicKey sender(Path file) throws KeyMaterialException, IOException {
        var text = text(file);
        if (text.startsWith("{")) {
            return JsonWebKeys.readSigningPublicKey(text);
        }
        return text.startsWith("ssh-") ? OpenSshKeys.read(text.strip()) : KeyFiles.readSigningPublicKey(file);
    }

    /** {@return a key of whatever role: its file does not say, and its fingerprint does not depend on it} */
    static RolePublicKey any(Path file) throws KeyMaterialException, IOException {
        var text = text(file);
        if (text.regionMatches(true, 0, NOISE, 0, NOISE.length())) {
            return NoisePublicKey.parse(text.strip());
        }
        try {
            return recipient(file);
        } catch (KeyMaterialException e) {
            if (e.reason() == Reason.UNREADABLE) {
                throw e;
            }
            return sender(file);
        }
    }

    /** The beginning of a file that is too long for a key is enough to have it refused. */
    private static String text(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).stripLeading();
        }
    }
}
