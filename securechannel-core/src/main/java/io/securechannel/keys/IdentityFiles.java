package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.crypto.KeyEncoder;
import io.securechannel.internal.crypto.PasswordEncryption;
import io.securechannel.internal.crypto.PemWriter;
import io.securechannel.internal.crypto.Pkcs12Writer;
import io.securechannel.internal.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Writes identities into files, with their keys encrypted. */
final class IdentityFiles {

    private IdentityFiles() {}

    static void writePem(
            Identity identity, Path certificateChainFile, Path privateKeyFile, PasswordEncryption encryption)
            throws KeyMaterialException, IOException {
        if (absolute(certificateChainFile).equals(absolute(privateKeyFile))) {
            throw new IllegalArgumentException("the certificates and the key need a file each, not both "
                    + privateKeyFile + ": one is public, the other secret");
        }
        var certificates = PemWriter.certificates(identity.certificateChain());
        var pkcs8 = pkcs8(identity);
        try {
            var encrypted = encryption.encryptKey(pkcs8);
            AtomicFile.writeForOwner(privateKeyFile, PemWriter.block(PemWriter.ENCRYPTED_PRIVATE_KEY, encrypted));
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
        AtomicFile.write(certificateChainFile, certificates);
    }

    static void writePkcs12(Identity identity, Path file, PasswordEncryption encryption, String alias)
            throws KeyMaterialException, IOException {
        var pkcs8 = pkcs8(identity);
        try {
            AtomicFile.writeForOwner(
                    file, new Pkcs12Writer(encryption, alias).write(pkcs8, identity.certificateChain()));
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    private static byte[] pkcs8(Identity identity) throws KeyMaterialException {
        return KeyEncoder.pkcs8(identity.privateKey(), identity.certificate().getPublicKey());
    }

    private static Path absolute(Path file) {
        return file.toAbsolutePath().normalize();
    }
}
