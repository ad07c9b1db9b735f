package io.securechannel.internal.crypto;

import io.securechannel.secret.SecretBytes;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Argon2id, version 0x13 (RFC 9106), by Bouncy Castle. */
public final class Argon2id {

    private Argon2id() {}

    /**
     * Derives 32 bytes from a password.
     *
     * @param password the password's bytes
     * @param salt 16 bytes, random
     * @param cost that has been {@link Argon2Cost#checked checked}
     * @return the tag, 32 bytes
     */
    public static SecretBytes derive(SecretBytes password, byte[] salt, Argon2Cost cost) {
        var parameters = new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB((int) cost.memory())
                .withIterations((int) cost.passes())
                .withParallelism((int) cost.lanes())
                .withSalt(salt)
                .build();
        var generator = new Argon2BytesGenerator();
        generator.init(parameters);
        return password.use(bytes -> {
            var tag = new byte[32];
            generator.generateBytes(bytes, tag);
            return SecretBytes.owning(tag);
        });
    }
}
