package io.securechannel.pki;

import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/** What a certificate is for. */
enum CertificateUse {
    TLS_SERVER("tlsServer", Duration.ofDays(90)),
    TLS_CLIENT("tlsClient", Duration.ofDays(90)),
    TLS_SERVER_AND_CLIENT("tlsServerAndClient", Duration.ofDays(90)),
    INTERMEDIATE("intermediate", Duration.ofDays(1_825)),
    OCSP_SIGNER("ocspSigner", Duration.ofDays(30));

    private final String factory;
    private final Duration validity;

    CertificateUse(String factory, Duration validity) {
        this.factory = factory;
        this.validity = validity;
    }

    /** The name of the method of {@link CertificateProfile} that begins such a profile. */
    String factory() {
        return factory;
    }

    /** For how long such a certificate is valid unless somebody says otherwise. */
    Duration validity() {
        return validity;
    }

    /** Whether its holder is connected to by a name. */
    boolean isServer() {
        return this == TLS_SERVER || this == TLS_SERVER_AND_CLIENT;
    }

    /**
     * What the key is for. In TLS 1.3, and in 1.2 with ECDHE, RSA keys only sign; keyEncipherment is for the RSA key
     * transport of old. But NSS, and so Firefox, takes no server certificate with an RSA key without it.
     */
    int keyUsage(PublicKey publicKey) {
        if (this == INTERMEDIATE) {
            return KeyUsage.keyCertSign | KeyUsage.cRLSign;
        }
        return isServer() && publicKey instanceof RSAPublicKey
                ? KeyUsage.digitalSignature | KeyUsage.keyEncipherment
                : KeyUsage.digitalSignature;
    }

    /** Empty for authorities: there it would limit what they may issue, and programs disagree about how. */
    KeyPurposeId[] extendedKeyUsage() {
        return switch (this) {
            case TLS_SERVER -> new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth};
            case TLS_CLIENT -> new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth};
            case TLS_SERVER_AND_CLIENT ->
                new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
            case INTERMEDIATE -> new KeyPurposeId[0];
            case OCSP_SIGNER -> new KeyPurposeId[] {KeyPurposeId.id_kp_OCSPSigning};
        };
    }
}
