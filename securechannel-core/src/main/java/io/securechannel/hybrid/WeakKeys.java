package io.securechannel.hybrid;

import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.EnvelopePublicKey;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;

/** Keys that are taken, and that somebody should replace. */
final class WeakKeys {

    private static final System.Logger LOGGER = System.getLogger("io.securechannel.hybrid");

    private WeakKeys() {}

    /** NIST SP 800-57 part 1 rev. 5, table 2: RSA of 2048 bits gives 112 bits of security, and ends with 2030. */
    static Optional<String> warning(EnvelopePublicKey key) {
        return key.type() == EnvelopeKeyType.RSA_2048
                ? Optional.of(key
                        + " has 2048 bits, which is weaker than all the other kinds of key, and not advised after 2030"
                        + " (NIST SP 800-57); have its owner make an X-Wing key, or RSA of 3072 bits at least")
                : Optional.empty();
    }

    static void log(List<String> warnings) {
        warnings.forEach(each -> LOGGER.log(Level.WARNING, each));
    }
}
