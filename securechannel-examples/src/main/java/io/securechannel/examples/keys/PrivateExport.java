package io.securechannel.examples.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.OwnerOnlyFile;
import io.securechannel.examples.console.PasswordSource;
import io.securechannel.keys.Identity;
import io.securechannel.keys.JsonWebKeys;
import io.securechannel.keys.KeyFiles;
import io.securechannel.keys.KeyMaterial;
import io.securechannel.keys.RoleKeyPair;
import io.securechannel.keys.SharedSecret;
import io.securechannel.pki.Pem;
import io.securechannel.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;

/**
 * The private part of an entry, into a file that its owner alone may read.
 *
 * @param file where it goes
 * @param plain whether it is not to be encrypted
 * @param force whether files may be replaced
 * @param password that protects it, unless it is plain
 */
record PrivateExport(Path file, boolean plain, boolean force, PasswordSource password) {

    /** {@return what was written, for people} */
    String write(KeyMaterial material, ExportForm form) throws KeyMaterialException, IOException {
        OwnerOnlyFile.refuseToReplace(file, force);
        if (material instanceof Identity identity) {
            return identity(identity, form);
        }
        if (material instanceof RoleKeyPair keys) {
            return role(keys, form);
        }
        if (material instanceof SharedSecret secret) {
            requirePlain("a secret");
            try (var bytes = secret.bytes()) {
                return text(bytes);
            }
        }
        throw new IllegalArgumentException("there is nothing private in it: leave --private away");
    }

    private String identity(Identity identity, ExportForm form) throws KeyMaterialException, IOException {
        switch (form) {
            case PKCS12 -> {
                if (plain) {
                    throw new IllegalArgumentException("PKCS#12 always has a password: leave --plain away");
                }
                try (var typed = password.fresh(file.toString())) {
                    identity.writePkcs12(file, typed);
                }
                return file + " (key and certificates, encrypted)";
            }
            case PEM -> {
                var chain = chainFile();
                OwnerOnlyFile.refuseToReplace(chain, force);
                if (plain) {
                    Pem.write(identity, chain, file);
                } else {
                    try (var typed = password.fresh(file.toString())) {
                        identity.writePem(chain, file, typed);
                    }
                }
                return chain + " and " + key();
            }
            default -> throw new IllegalArgumentException("a TLS identity is exported as --form pem or pkcs12");
        }
    }

    private String role(RoleKeyPair keys, ExportForm form) throws KeyMaterialException, IOException {
        switch (form) {
            case PEM -> {
                if (plain) {
                    KeyFiles.writePem(keys, file);
                } else {
                    try (var typed = password.fresh(file.toString())) {
                        KeyFiles.writePem(keys, file, typed);
                    }
                }
                return key();
            }
            case JWK -> {
                requirePlain("a JWK");
                try (var json = JsonWebKeys.toPrivateJson(keys)) {
                    return bytes(json);
                }
            }
            default -> throw new IllegalArgumentException("a private key is exported as --form pem or jwk");
        }
    }

    private String text(SecretBytes secret) throws IOException {
        var base64 = secret.<byte[], IOException>use(Base64.getEncoder()::encode);
        try {
            OwnerOnlyFile.write(file, base64);
        } finally {
            Arrays.fill(base64, (byte) 0);
        }
        return key();
    }

    private String bytes(SecretBytes secret) throws IOException {
        secret.<Path, IOException>use(bytes -> {
            OwnerOnlyFile.write(file, bytes);
            return file;
        });
        return key();
    }

    /** Beside the key, of the same name: {@code server.key} and {@code server.crt}. */
    private Path chainFile() {
        var name = String.valueOf(file.getFileName());
        if (name.endsWith(".crt")) {
            throw new IllegalArgumentException(
                    "--out names the key's file, and certificates go into one that ends in .crt");
        }
        return file.resolveSibling((name.endsWith(".key") ? name.substring(0, name.length() - 4) : name) + ".crt");
    }

    private String key() {
        return file + (plain ? " (NOT encrypted)" : " (encrypted)");
    }

    private void requirePlain(String what) {
        if (!plain) {
            throw new IllegalArgumentException(
                    what + " has no encrypted form here: --plain writes it as it is, into a file"
                            + " that its owner alone may read");
        }
    }
}
