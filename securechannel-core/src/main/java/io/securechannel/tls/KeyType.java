package io.securechannel.tls;

import io.securechannel.internal.crypto.EllipticCurve;
import io.securechannel.internal.crypto.MlDsa;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.util.Optional;
import java.util.Set;

/**
 * What a TLS provider means when it asks for a key. The JDK and Conscrypt name the algorithm, with older ones followed by
 * the issuer's as in EC_RSA; Bouncy Castle names the curve as well, as in EC/secp256r1, and for TLS 1.2 the key exchange.
 *
 * @param algorithm of the key, as JCA has it
 * @param curve of an EC or EdDSA key
 */
record KeyType(String algorithm, Optional<String> curve) {

    private static final Set<String> TLS12_EC = Set.of("ECDHE_ECDSA");
    private static final Set<String> TLS12_RSA = Set.of("ECDHE_RSA");

    static KeyType of(PublicKey key) {
        if (key instanceof ECPublicKey ec) {
            return new KeyType("EC", EllipticCurve.of(ec).map(EllipticCurve::tlsName));
        }
        if (key instanceof EdECPublicKey ed) {
            return new KeyType("EdDSA", Optional.of(ed.getParams().getName()));
        }
        return new KeyType(MlDsa.is(key) ? MlDsa.NAME : key.getAlgorithm(), Optional.empty());
    }

    boolean answers(String asked) {
        int slash = asked.indexOf('/');
        if (slash >= 0) {
            return asked.substring(0, slash).equals(algorithm)
                    && curve.filter(asked.substring(slash + 1)::equals).isPresent();
        }
        return asked.equals(algorithm)
                || asked.startsWith(algorithm + "_")
                || (algorithm.equals("EdDSA") && curve.filter(asked::equals).isPresent())
                || (algorithm.equals("EC") && TLS12_EC.contains(asked))
                || (algorithm.equals("RSA") && TLS12_RSA.contains(asked));
    }
}
