package io.securechannel.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.Certificates;
import io.securechannel.internal.crypto.PrivateKeys;
import io.securechannel.internal.store.Octets;
import io.securechannel.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How each kind of material stands in a key store ({@code docs/spec/keystore.md}): keys with a role as PKCS#8, certificates as
 * DER, secrets as they are, and what has several parts as SEQUENCE OF OCTET STRING.
 */
final class MaterialCodec {

    private MaterialCodec() {}

    static EntryKind kind(KeyMaterial material) {
        return EntryKind.of(material.getClass());
    }

    static SecretBytes encode(KeyMaterial material) throws KeyMaterialException {
        if (material instanceof Identity identity) {
            return identity(identity);
        }
        if (material instanceof RoleKeyPair keys) {
            return keys.pkcs8();
        }
        if (material instanceof TrustedCertificate trusted) {
            return SecretBytes.copyOf(der(trusted.certificate()));
        }
        if (material instanceof KnownPeer peer) {
            return joined(List.of(peer.address().getBytes(UTF_8), peer.key().getBytes(UTF_8)));
        }
        if (material instanceof SharedSecret secret) {
            return secret.bytes();
        }
        var data = (StoredData) material;
        return joined(List.of(data.format().getBytes(UTF_8), data.content()));
    }

    /**
     * @param kind what it is
     * @param material as it stands in the store
     * @param source what errors call it
     * @return the material
     */
    static KeyMaterial decode(EntryKind kind, SecretBytes material, String source) throws KeyMaterialException {
        try {
            return switch (kind) {
                case TLS_IDENTITY -> material.use(bytes -> identity(bytes, source));
                case NOISE_KEY -> NoiseKeyPair.fromPkcs8(material, source);
                case ENVELOPE_KEY -> EnvelopeKeyPair.fromPkcs8(material, source);
                case SIGNING_KEY -> SigningKeyPair.fromPkcs8(material, source);
                case TRUSTED_CERTIFICATE ->
                    new TrustedCertificate(material.use(bytes -> Certificates.decode(bytes, source)));
                case UNKNOWN -> throw new IllegalArgumentException("an unknown kind has no form");
                case KNOWN_PEER -> {
                    var parts = parts(material, 2);
                    yield new KnownPeer(text(parts.get(0)), text(parts.get(1)));
                }
                case SHARED_SECRET -> SharedSecret.of(material);
                case DATA -> {
                    var parts = parts(material, 2);
                    try {
                        yield StoredData.of(text(parts.get(0)), parts.get(1));
                    } finally {
                        Arrays.fill(parts.get(1), (byte) 0);
                    }
                }
            };
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw malformed(kind, source);
        }
    }

    private static KeyMaterialException malformed(EntryKind kind, String source) {
        return new KeyMaterialException(
                Reason.MALFORMED,
                source + " is not in the form of a " + kind + ", though whoever wrote it had the key");
    }

    /** {@return the certificates of an identity, without its key} */
    static List<X509Certificate> chain(SecretBytes identity, String source) throws KeyMaterialException {
        try {
            return identity.use(bytes -> {
                var parts = identityParts(bytes);
                Arrays.fill(parts.get(0), (byte) 0);
                return certificates(parts, source);
            });
        } catch (IllegalArgumentException e) {
            throw malformed(EntryKind.TLS_IDENTITY, source);
        }
    }

    private static SecretBytes identity(Identity identity) throws KeyMaterialException {
        var key = identity.privateKey();
        byte[] encoded = "PKCS#8".equals(key.getFormat()) ? key.getEncoded() : null;
        if (encoded == null) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED,
                    "the key of " + identity
                            + " cannot leave its provider, and so cannot be kept here: give the identity"
                            + " itself to TlsContextFactory");
        }
        try {
            var parts = new ArrayList<byte[]>();
            parts.add(encoded);
            for (var each : identity.certificateChain()) {
                parts.add(der(each));
            }
            return joined(parts);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static List<byte[]> identityParts(byte[] bytes) {
        var parts = Octets.split(bytes);
        if (parts.size() < 2) {
            throw new IllegalArgumentException("an identity has a key and a certificate");
        }
        return parts;
    }

    private static Identity identity(byte[] bytes, String source) throws KeyMaterialException {
        var parts = identityParts(bytes);
        try {
            var chain = certificates(parts, source);
            return Identity.of(
                    PrivateKeys.fromPkcs8(parts.get(0), source),
                    chain.get(0),
                    chain.subList(1, chain.size()).toArray(X509Certificate[]::new));
        } finally {
            Arrays.fill(parts.get(0), (byte) 0);
        }
    }

    private static List<X509Certificate> certificates(List<byte[]> parts, String source) throws KeyMaterialException {
        var certificates = new ArrayList<X509Certificate>();
        for (var each : parts.subList(1, parts.size())) {
            certificates.add(Certificates.decode(each, source));
        }
        return certificates;
    }

    private static byte[] der(X509Certificate certificate) throws KeyMaterialException {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new KeyMaterialException(Reason.MALFORMED, "the certificate has no encoding", e);
        }
    }

    private static SecretBytes joined(List<byte[]> parts) {
        return SecretBytes.owning(Octets.join(parts));
    }

    private static List<byte[]> parts(SecretBytes material, int count) {
        var parts = material.use(Octets::split);
        if (parts.size() != count) {
            throw new IllegalArgumentException("it has " + parts.size() + " parts, not " + count);
        }
        return parts;
    }

    private static String text(byte[] utf8) throws CharacterCodingException {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    }
}
