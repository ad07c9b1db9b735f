package io.securechannel.examples.secret;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.KeyPasswordOptions;
import io.securechannel.keys.Identity;
import io.securechannel.keys.Live;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for a certificate and a key in files. */
final class IdentityOptions {

    @Option(names = "--cert", paramLabel = "FILE", description = "A certificate chain of one's own, PEM.")
    private @Nullable Path cert;

    @Option(names = "--key", paramLabel = "FILE", description = "Its private key, PEM. A password is asked for.")
    private @Nullable Path key;

    @Mixin
    private KeyPasswordOptions password = new KeyPasswordOptions();

    IdentityOptions() {}

    boolean given() {
        return cert != null;
    }

    void check() {
        if ((cert == null) != (key == null)) {
            throw new IllegalArgumentException("--cert and --key belong together");
        }
    }

    /** {@return the identity} The key's password is asked for only where the key has one. */
    Identity read() throws KeyMaterialException, IOException {
        var chain = Objects.requireNonNull(cert);
        var privateKey = Objects.requireNonNull(key);
        try {
            return Identity.fromPem(chain, privateKey);
        } catch (KeyMaterialException e) {
            if (e.reason() != KeyMaterialException.Reason.PASSWORD_REQUIRED) {
                throw e;
            }
        }
        try (var typed = password.source().existing(privateKey.toString())) {
            return Identity.fromPem(chain, privateKey, typed);
        }
    }

    /** {@return the identity, read anew when the files change} One with a password is read once: nobody types it again. */
    Live<Identity> live() throws KeyMaterialException, IOException {
        var chain = Objects.requireNonNull(cert);
        var privateKey = Objects.requireNonNull(key);
        try {
            Identity.fromPem(chain, privateKey);
            return Live.identity(chain, privateKey);
        } catch (KeyMaterialException e) {
            if (e.reason() != KeyMaterialException.Reason.PASSWORD_REQUIRED) {
                throw e;
            }
        }
        var once = read();
        return () -> once;
    }
}
