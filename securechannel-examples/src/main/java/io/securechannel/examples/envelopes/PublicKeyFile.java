package io.securechannel.examples.envelopes;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.EnvelopePublicKey;
import io.securechannel.keys.JsonWebKeys;
import io.securechannel.keys.KeyFiles;
import io.securechannel.keys.OpenSshKeys;
import io.securechannel.keys.SigningPublicKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Public keys of others, in the forms in which {@code keys export} writes them: PEM, a JSON Web Key, OpenSSH's line. */
final class PublicKeyFile {

    private static final int LONGEST = 1 << 16;

    private PublicKeyFile() {}

    static EnvelopePublicKey recipient(Path file) throws KeyMaterialException, IOException {
        var text = text(file);
        return text.startsWith("{") ? JsonWebKeys.readEnvelopePublicKey(text) : KeyFiles.readEnvelopePublicKey(file);
    }

    static SigningPublicKey sender(Path file) throws KeyMaterialException, IOException {
        var text = text(file);
        if (text.startsWith("{")) {
            return JsonWebKeys.readSigningPublicKey(text);
        }
        return text.startsWith("ssh-") ? OpenSshKeys.read(text.strip()) : KeyFiles.readSigningPublicKey(file);
    }

    /** The beginning of a file that is too long for a key is enough to have it refused. */
    private static String text(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).stripLeading();
        }
    }
}
