package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import java.io.IOException;
import java.security.KeyPair;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

/**
 * Writes requests (RFC 2986, section 4) with the extensions that the certificate should have (RFC 2985, section 5.4.2), for
 * authorities that copy them.
 */
final class RequestWriter {

    private RequestWriter() {}

    static byte[] write(CertificateProfile profile, KeyPair keys) throws KeyMaterialException {
        var subject = profile.subject().name();
        var publicKey = SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
        var request = new PKCS10CertificationRequestBuilder(subject, publicKey);
        try {
            var extensions = new ExtensionsGenerator();
            boolean authority = profile.use() == CertificateUse.INTERMEDIATE;
            extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            extensions.addExtension(
                    Extension.keyUsage, true, new KeyUsage(profile.use().keyUsage(keys.getPublic())));
            if (!authority) {
                extensions.addExtension(
                        Extension.extendedKeyUsage,
                        false,
                        new ExtendedKeyUsage(profile.use().extendedKeyUsage()));
            }
            if (!profile.alternativeNames().isEmpty()) {
                extensions.addExtension(
                        Extension.subjectAlternativeName,
                        subject.getRDNs().length == 0,
                        profile.subjectAlternativeName());
            }
            request.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
            var key = SigningKey.of(
                    keys.getPrivate(), keys.getPublic(), profile.subject().toString());
            return key.sign(request::build).getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException("a request in memory always has an encoding", e);
        }
    }
}
