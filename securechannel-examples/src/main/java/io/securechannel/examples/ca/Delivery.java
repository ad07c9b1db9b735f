package io.securechannel.examples.ca;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.ExportPasswordOptions;
import io.securechannel.examples.console.OwnerOnlyFile;
import io.securechannel.keys.Identity;
import io.securechannel.pki.Pem;
import io.securechannel.secret.Password;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for a new key that is to go to somebody else, and so into files. */
final class Delivery {

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Write NAME.crt and NAME.key there instead of into the key store, the key encrypted.")
    private @Nullable Path directory;

    @Option(names = "--plain", description = "Do not encrypt the key's file.")
    private boolean plain;

    @Option(names = "--force", description = "Replace files that are there.")
    private boolean force;

    @Mixin
    private ExportPasswordOptions password = new ExportPasswordOptions();

    /** What was typed beforehand, because nothing is issued that cannot be delivered. */
    private @Nullable Password typed;

    Delivery() {}

    /** {@return whether it goes into files} */
    boolean wanted() {
        return directory != null;
    }

    boolean plain() {
        return plain;
    }

    /** Refuses before anything is issued what would fail afterwards. */
    void prepare(String name) throws KeyMaterialException, IOException {
        Files.createDirectories((directory == null ? Path.of("") : directory).toAbsolutePath());
        OwnerOnlyFile.refuseToReplace(file(name, ".crt"), force);
        OwnerOnlyFile.refuseToReplace(file(name, ".key"), force);
        if (!plain) {
            typed = password.source().fresh(file(name, ".key").toString());
        }
    }

    String write(Identity identity, String name) throws KeyMaterialException, IOException {
        var chain = file(name, ".crt");
        var key = file(name, ".key");
        if (typed == null) {
            Pem.write(identity, chain, key);
        } else {
            try (var protecting = typed) {
                identity.writePem(chain, key, protecting);
            }
        }
        return "wrote " + chain + " and " + key + (plain ? " (NOT encrypted)" : " (encrypted)");
    }

    /** Names may hold what a file name must not: a slash in a client's, a star in a wildcard. */
    private Path file(String name, String end) {
        var safe = name.replaceAll("[^\\p{L}\\p{N}._-]", "_").replaceFirst("^\\.", "_");
        return (directory == null ? Path.of("") : directory).resolve(safe + end);
    }
}
