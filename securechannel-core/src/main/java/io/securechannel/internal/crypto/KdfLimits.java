package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.math.BigInteger;
import org.bouncycastle.asn1.misc.ScryptParams;

/**
 * What deriving a key from a password may cost. The parameters stand in the file, in front of everything that a
 * password protects, so whoever wrote the file chose them: they are checked before a byte is derived.
 */
final class KdfLimits {

    /** Some 2 s of PBKDF2 with SHA-256 on one core, up to 10 with other hashes; OpenSSL writes 2048, password managers around 1,000,000. */
    static final int MOST_ITERATIONS = 10_000_000;

    /** Memory, 128·N·r bytes (RFC 7914, section 2); OpenSSL writes 16 MiB and itself reads no more than 32. */
    static final int MOST_SCRYPT_MEMORY = 128 << 20;

    /** N·r·p, which is the time: four times that of the largest memory with p = 1. */
    private static final long MOST_SCRYPT_WORK = 4L * (MOST_SCRYPT_MEMORY / 128);

    /** r and p are 8 and 1 in practice; unbounded they cost memory and hashing even where N is small. */
    private static final int MOST_SCRYPT_FACTOR = 64;

    /** The salt is hashed anew for each 32 bytes that scrypt mixes; 8 to 32 bytes are usual. */
    private static final int LONGEST_SCRYPT_SALT = 1024;

    private KdfLimits() {}

    static int iterations(BigInteger iterations, String source) throws KeyMaterialException {
        if (iterations.signum() <= 0) {
            throw new KeyMaterialException(
                    Reason.MALFORMED, source + ": the encryption of the key states no iterations of its derivation");
        }
        if (iterations.compareTo(BigInteger.valueOf(MOST_ITERATIONS)) > 0) {
            throw tooCostly(source, "more than " + MOST_ITERATIONS + " iterations");
        }
        return iterations.intValueExact();
    }

    static void scrypt(ScryptParams parameters, String source) throws KeyMaterialException {
        var cost = parameters.getCostParameter();
        var blockSize = parameters.getBlockSize();
        var parallelization = parameters.getParallelizationParameter();
        if (cost.compareTo(BigInteger.TWO) < 0
                || cost.bitCount() != 1
                || blockSize.signum() <= 0
                || parallelization.signum() <= 0) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    source + ": the scrypt parameters break RFC 7914 (N a power of two, r and p positive)");
        }
        if (blockSize.max(parallelization).compareTo(BigInteger.valueOf(MOST_SCRYPT_FACTOR)) > 0) {
            throw tooCostly(source, "scrypt with r or p above " + MOST_SCRYPT_FACTOR);
        }
        if (parameters.getSalt().length > LONGEST_SCRYPT_SALT) {
            throw tooCostly(source, "scrypt with a salt of more than " + LONGEST_SCRYPT_SALT + " bytes");
        }
        var blocks = cost.multiply(blockSize);
        if (blocks.compareTo(BigInteger.valueOf(MOST_SCRYPT_MEMORY / 128)) > 0) {
            throw tooCostly(source, "scrypt with more than " + (MOST_SCRYPT_MEMORY >> 20) + " MiB of memory");
        }
        if (blocks.multiply(parallelization).compareTo(BigInteger.valueOf(MOST_SCRYPT_WORK)) > 0) {
            throw tooCostly(source, "scrypt with N·r·p above " + MOST_SCRYPT_WORK);
        }
    }

    private static KeyMaterialException tooCostly(String source, String what) {
        return new KeyMaterialException(
                Reason.TOO_LARGE,
                source + ": the password protection demands " + what + ", which is refused before it costs; if the file"
                        + " is really yours, encrypt the key again: " + Pkcs8Encryption.REENCRYPT);
    }
}
