package io.securechannel.examples.ca;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyStoreManager;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says which certificate is meant: by its serial number, its file, or what it is called in the key store. */
final class IssuedOptions {

    @Parameters(
            arity = "0..1",
            paramLabel = "SERIAL|FILE",
            description = "Its serial number in hexadecimal, or a PEM file with it.")
    private @Nullable String serialOrFile;

    @Option(names = "--entry", paramLabel = "NAME", description = "What it is called in the key store instead.")
    private @Nullable String entry;

    IssuedOptions() {}

    boolean given() {
        return serialOrFile != null || entry != null;
    }

    BigInteger serial(KeyStoreManager keys) throws KeyMaterialException {
        if (entry != null && serialOrFile == null) {
            return keys.get(entry, Identity.class).certificate().getSerialNumber();
        }
        if (entry != null || serialOrFile == null) {
            throw new IllegalArgumentException("name one certificate: by SERIAL, by FILE or by --entry NAME");
        }
        if (Files.exists(Path.of(serialOrFile))) {
            return CertificateFile.read(Path.of(serialOrFile)).get(0).getSerialNumber();
        }
        var digits = serialOrFile.replace(":", "");
        if (!digits.matches("[0-9a-fA-F]{1,40}")) {
            throw new IllegalArgumentException(
                    serialOrFile + " is neither a file nor a serial number in hexadecimal: \"ca list\" shows them");
        }
        return new BigInteger(digits, 16);
    }
}
