package io.securechannel.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.security.KeyPair;
import java.security.Provider;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

/** Requests that this library would not make, made with Bouncy Castle. */
final class HostileRequests {

    static final KeyPair KEYS = KeyType.EC_P256.generate();
    static final X500Name ADA = new X500Name("CN=chat.example");
    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

    private HostileRequests() {}

    static void refused(Reason reason, byte[] request, String... texts) {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> CertificateRequest.parse(request))
                .withMessageContainingAll(texts)
                .withNoCause()
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }

    static byte[] request(X500Name subject, GeneralNames names) throws Exception {
        return request(subject, names, KEYS, "SHA256withECDSA");
    }

    static byte[] request(X500Name subject, GeneralNames names, KeyPair keys, String algorithm) throws Exception {
        var builder = new PKCS10CertificationRequestBuilder(
                subject, SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
        if (names != null) {
            builder.addAttribute(
                    PKCSObjectIdentifiers.pkcs_9_at_extensionRequest,
                    new Extensions(Extension.create(Extension.subjectAlternativeName, false, names)));
        }
        return builder.build(new JcaContentSignerBuilder(algorithm)
                        .setProvider(BOUNCY_CASTLE)
                        .build(keys.getPrivate()))
                .getEncoded();
    }

    static byte[] withKey(CertificationRequest sound, byte[] publicKey) throws Exception {
        var info = ASN1Sequence.getInstance(sound.getCertificationRequestInfo()).toArray();
        info[2] = SubjectPublicKeyInfo.getInstance(publicKey);
        return with(ASN1Sequence.getInstance(sound), new DERSequence(info));
    }

    static byte[] with(ASN1Sequence sound, org.bouncycastle.asn1.ASN1Encodable info) throws Exception {
        var all = sound.toArray();
        all[0] = info;
        if (info == sound.getObjectAt(0)) {
            all[2] = new DERBitString(new byte[] {1, 2, 3}, 3); // not whole octets
        }
        return new DERSequence(all).getEncoded(ASN1Encoding.DER);
    }

    static GeneralNames names(GeneralName... names) {
        return new GeneralNames(names);
    }

    static GeneralName dns(String name) {
        return new GeneralName(GeneralName.dNSName, new DERIA5String(name));
    }

    static GeneralName uri(String uri) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, new DERIA5String(uri));
    }

    static byte[] mapped() {
        return new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 7};
    }
}
