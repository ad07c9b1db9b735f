package io.securechannel.examples.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.Identity;
import io.securechannel.keys.JsonWebKeys;
import io.securechannel.keys.KeyMaterial;
import io.securechannel.keys.KnownPeer;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.OpenSshKeys;
import io.securechannel.keys.RoleKeyPair;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.TrustedCertificate;
import java.util.stream.Collectors;

/** The public part of an entry as text. */
final class PublicExport {

    private PublicExport() {}

    static String of(KeyMaterial material, ExportForm form) throws KeyMaterialException {
        if (form == ExportForm.PKCS12) {
            throw new IllegalArgumentException("PKCS#12 is for a private key with its certificates: --private");
        }
        if (material instanceof RoleKeyPair keys) {
            return switch (form) {
                case JWK -> JsonWebKeys.toJson(keys.publicKey()) + "\n";
                case OPENSSH -> openSsh(keys);
                case TEXT -> text(keys);
                case PEM, PKCS12 ->
                    CertificateText.pem("PUBLIC KEY", keys.publicKey().subjectPublicKeyInfo());
            };
        }
        if (form != ExportForm.PEM) {
            throw new IllegalArgumentException("certificates are exported as --form pem");
        }
        if (material instanceof Identity identity) {
            return identity.certificateChain().stream()
                    .map(CertificateText::pem)
                    .collect(Collectors.joining());
        }
        if (material instanceof TrustedCertificate trusted) {
            return CertificateText.pem(trusted.certificate());
        }
        if (material instanceof KnownPeer peer) {
            return peer.address() + " " + peer.key() + "\n";
        }
        throw new IllegalArgumentException("nothing of it is public: --private exports it");
    }

    private static String text(RoleKeyPair keys) {
        if (keys instanceof NoiseKeyPair noise) {
            return noise.publicKey().text() + "\n";
        }
        throw new IllegalArgumentException("the text form, scn1…, is for Noise keys");
    }

    private static String openSsh(RoleKeyPair keys) throws KeyMaterialException {
        if (keys instanceof SigningKeyPair signing) {
            return OpenSshKeys.toLine(signing.publicKey()) + "\n";
        }
        throw new IllegalArgumentException("OpenSSH's form is for Ed25519 keys that sign");
    }
}
