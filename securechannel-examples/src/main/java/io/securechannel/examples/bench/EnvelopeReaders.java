package io.securechannel.examples.bench;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.EnvelopePublicKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.List;

/** One who opens what is sealed, and others to whom it is sealed as well. */
final class EnvelopeReaders {

    private static final SecureRandom RANDOM = new SecureRandom();

    private EnvelopeReaders() {}

    /**
     * {@return as many different public keys as are asked for, the first one that of the key pair}
     *
     * @param own of the one who opens
     * @param count how many
     */
    static List<EnvelopePublicKey> of(EnvelopeKeyPair own, int count)
            throws GeneralSecurityException, KeyMaterialException {
        var keys = new ArrayList<EnvelopePublicKey>();
        keys.add(own.publicKey());
        int bits = rsaBits(own.type());
        if (bits > 0) {
            keys.addAll(rsa(bits, count - 1));
        } else {
            while (keys.size() < count) {
                try (var other = EnvelopeKeyPair.generate(own.type())) {
                    keys.add(other.publicKey());
                }
            }
        }
        return keys;
    }

    /** {@return the bits of an RSA key, 0 of other kinds} */
    static int rsaBits(EnvelopeKeyType type) {
        return switch (type) {
            case RSA_2048 -> 2_048;
            case RSA_3072 -> 3_072;
            case RSA_4096 -> 4_096;
            default -> 0;
        };
    }

    /**
     * Products of few primes, each with each: that many key pairs would take minutes to make. Whoever sees two of these keys
     * factors them, so they are good for a benchmark and nothing else; to encrypt to them takes what it always takes.
     */
    private static List<EnvelopePublicKey> rsa(int bits, int count)
            throws GeneralSecurityException, KeyMaterialException {
        var primes = new ArrayList<BigInteger>();
        var keys = new ArrayList<EnvelopePublicKey>();
        var factory = KeyFactory.getInstance("RSA", "SunRsaSign");
        while (keys.size() < count) {
            // With two high bits set, the product of two has as many bits as it should.
            var next = new BigInteger(bits / 2, RANDOM)
                    .setBit(bits / 2 - 1)
                    .setBit(bits / 2 - 2)
                    .nextProbablePrime();
            for (int i = 0; i < primes.size() && keys.size() < count; i++) {
                var spec = new RSAPublicKeySpec(next.multiply(primes.get(i)), BigInteger.valueOf(65_537));
                keys.add(EnvelopePublicKey.fromSubjectPublicKeyInfo(
                        factory.generatePublic(spec).getEncoded()));
            }
            primes.add(next);
        }
        return keys;
    }
}
