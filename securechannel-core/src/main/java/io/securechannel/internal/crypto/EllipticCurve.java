package io.securechannel.internal.crypto;

import java.math.BigInteger;
import java.security.interfaces.ECKey;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;

/** The NIST curves that TLS 1.3 signs with (RFC 8446, section 4.2.3). */
public enum EllipticCurve {
    /** NIST P-256. */
    P256(SECObjectIdentifiers.secp256r1),
    /** NIST P-384. */
    P384(SECObjectIdentifiers.secp384r1),
    /** NIST P-521. */
    P521(SECObjectIdentifiers.secp521r1);

    private final String identifier;
    private final BigInteger order;

    EllipticCurve(ASN1ObjectIdentifier identifier) {
        this.identifier = identifier.getId();
        this.order = SECNamedCurves.getByOID(identifier).getN();
    }

    ASN1ObjectIdentifier identifier() {
        return new ASN1ObjectIdentifier(identifier);
    }

    /** {@return the order of the base point: private keys are the numbers from 1 to below it} */
    BigInteger order() {
        return order;
    }

    static Optional<EllipticCurve> of(ASN1ObjectIdentifier identifier) {
        return Stream.of(values())
                .filter(curve -> curve.identifier.equals(identifier.getId()))
                .findFirst();
    }

    /** {@return its name in the IANA registry "TLS Supported Groups"} */
    public String tlsName() {
        return "sec" + name().toLowerCase(Locale.ROOT) + "r1";
    }

    /**
     * {@return the curve of a key, told by its order: no two curves in use share one}
     *
     * @param key a public or private key
     */
    public static Optional<EllipticCurve> of(ECKey key) {
        return Stream.of(values())
                .filter(curve -> curve.order.equals(key.getParams().getOrder()))
                .findFirst();
    }
}
