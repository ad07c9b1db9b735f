package io.securechannel.examples.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.PasswordSource;
import io.securechannel.keys.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Reads a key with its certificates from files. */
public final class IdentityFiles {

    private IdentityFiles() {}

    /**
     * {@return the key with its certificates}
     *
     * @param files a PKCS#12 file, or PEM: certificate chain and key, in two files or one
     * @param password of the key, asked for only where one is needed
     * @throws KeyMaterialException that says what is wrong with the files
     * @throws IOException if one cannot be read, or no password was typed
     */
    public static Identity read(List<Path> files, PasswordSource password) throws KeyMaterialException, IOException {
        return (Identity) new ImportedFiles(files, password).read(ImportKind.IDENTITY);
    }
}
