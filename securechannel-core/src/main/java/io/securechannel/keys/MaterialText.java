package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.crypto.EllipticCurve;
import io.securechannel.internal.crypto.MlDsa;
import io.securechannel.internal.text.NameText;
import io.securechannel.secret.SecretBytes;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.ZoneOffset;

/** What can be told of material without its secrets, in one line. */
final class MaterialText {

    private MaterialText() {}

    static String of(EntryKind kind, SecretBytes material, String source) throws KeyMaterialException {
        return switch (kind) {
            case TLS_IDENTITY ->
                certificate(MaterialCodec.chain(material, source).get(0));
            case TRUSTED_CERTIFICATE ->
                certificate(((TrustedCertificate) MaterialCodec.decode(kind, material, source)).certificate());
            case NOISE_KEY -> {
                try (var keys = (NoiseKeyPair) MaterialCodec.decode(kind, material, source)) {
                    yield noise(keys.publicKey());
                }
            }
            case ENVELOPE_KEY, SIGNING_KEY -> {
                try (var keys = (RoleKeyPair) MaterialCodec.decode(kind, material, source)) {
                    yield keys.publicKey().toString();
                }
            }
            case UNKNOWN -> throw new IllegalArgumentException("an unknown kind has no form");
            case KNOWN_PEER -> {
                var peer = (KnownPeer) MaterialCodec.decode(kind, material, source);
                yield peer.address() + " " + noiseOr(peer.key());
            }
            case SHARED_SECRET -> material.length() + " bytes";
            case DATA -> {
                try (var data = (StoredData) MaterialCodec.decode(kind, material, source)) {
                    yield data.format() + ", " + data.length() + " bytes";
                }
            }
        };
    }

    private static String noise(NoisePublicKey key) {
        return key.text() + " (" + key.shortFingerprint() + ")";
    }

    /** A known peer may have a key of another kind. */
    private static String noiseOr(String text) {
        try {
            return noise(NoisePublicKey.parse(text));
        } catch (KeyMaterialException e) {
            return text;
        }
    }

    private static String certificate(X509Certificate certificate) {
        return key(certificate.getPublicKey()) + ", "
                + NameText.subject(certificate) + ", until "
                + certificate.getNotAfter().toInstant().atOffset(ZoneOffset.UTC).toLocalDate();
    }

    static String key(PublicKey key) {
        if (key instanceof ECPublicKey ec) {
            return EllipticCurve.of(ec)
                    .map(curve -> "EC " + curve.name().replace("P", "P-"))
                    .orElse("EC");
        }
        if (key instanceof RSAPublicKey rsa) {
            return "RSA " + rsa.getModulus().bitLength();
        }
        if (MlDsa.is(key)) {
            return MlDsa.NAME;
        }
        return key instanceof EdECPublicKey edwards ? edwards.getParams().getName() : key.getAlgorithm();
    }
}
