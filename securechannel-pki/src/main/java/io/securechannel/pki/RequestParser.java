package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.PemBlock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.CertificationRequestInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * Reads requests that strangers made (RFC 2986, section 4).
 *
 * <pre>
 * CertificationRequest ::= SEQUENCE {
 *     certificationRequestInfo  SEQUENCE {
 *         version        INTEGER (0),
 *         subject        Name,
 *         subjectPKInfo  SubjectPublicKeyInfo,
 *         attributes [0] SET OF Attribute },   -- extensionRequest (RFC 2985, section 5.4.2), and others, which are skipped
 *     signatureAlgorithm  AlgorithmIdentifier,
 *     signature           BIT STRING }
 * </pre>
 */
final class RequestParser {

    private static final int LARGEST = 64 << 10;
    private static final Set<String> LABELS = Set.of("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST");
    private static final byte[] BEGIN = "-----BEGIN ".getBytes(StandardCharsets.US_ASCII);

    /** The names of RFC 5280, section 4.2, and of what else requests ask for. */
    private static final Map<String, String> EXTENSIONS = Map.of(
            "2.5.29.14", "subjectKeyIdentifier",
            "2.5.29.15", "keyUsage",
            "2.5.29.17", "subjectAltName",
            "2.5.29.19", "basicConstraints",
            "2.5.29.30", "nameConstraints",
            "2.5.29.31", "cRLDistributionPoints",
            "2.5.29.32", "certificatePolicies",
            "2.5.29.37", "extKeyUsage",
            "1.3.6.1.5.5.7.1.1", "authorityInfoAccess",
            "1.3.6.1.5.5.7.1.24", "tlsFeature");

    private final String source;

    private RequestParser(String source) {
        this.source = source;
    }

    static CertificateRequest parse(byte[] encoded, String source) throws KeyMaterialException {
        if (encoded.length > LARGEST) {
            throw new KeyMaterialException(
                    Reason.TOO_LARGE, source + " is larger than 64 KiB: not a request for a certificate");
        }
        var parser = new RequestParser(source);
        return parser.request(isPem(encoded) ? parser.pem(encoded) : encoded);
    }

    private CertificateRequest request(byte[] der) throws KeyMaterialException {
        try {
            var request = CertificationRequest.getInstance(ASN1Primitive.fromByteArray(der));
            // The signature is over the bytes, and what is checked and shown has to be what they say.
            if (!Arrays.equals(request.getEncoded(ASN1Encoding.DER), der)) {
                throw malformed("its encoding is not DER (RFC 2986, section 4.2)");
            }
            var info = request.getCertificationRequestInfo();
            if (!info.getVersion().hasValue(0)) {
                throw malformed("its version is not 1 (RFC 2986, section 4.1)");
            }
            var key = RequestSignature.verify(request, source);
            var extensions = extensions(info);
            var names = new LinkedHashSet<RequestedName>();
            if (extensions.isPresent()) {
                names.addAll(alternativeNames(extensions.get()));
            }
            return new CertificateRequest(
                    der,
                    subject(info),
                    List.copyOf(names),
                    key,
                    extensions.map(RequestParser::describe).orElse(List.of()));
        } catch (IOException | RuntimeException e) {
            // Without the cause: its message may quote anything.
            throw malformed("it is no PKCS#10 request (RFC 2986), or a damaged one");
        }
    }

    private byte[] pem(byte[] text) throws KeyMaterialException {
        try (var pem = io.securechannel.internal.crypto.Pem.parse(text, source)) {
            var requests = pem.blocks().stream()
                    .filter(block -> LABELS.contains(block.label()))
                    .toList();
            if (requests.size() == 1) {
                return requests.get(0).copy();
            }
            var labels = pem.blocks().stream().map(PemBlock::label).toList();
            throw requests.isEmpty()
                    ? new KeyMaterialException(
                            Reason.MISSING,
                            source + " holds " + Text.quote(String.join(", ", labels))
                                    + " where a CERTIFICATE REQUEST was expected: name the file of the request")
                    : malformed("it holds " + requests.size() + " requests; put each into a file of its own");
        }
    }

    private Subject subject(CertificationRequestInfo info) throws KeyMaterialException {
        try {
            return Subject.of(info.getSubject());
        } catch (IllegalArgumentException e) {
            throw malformed("in its subject, " + e.getMessage());
        }
    }

    private Optional<Extensions> extensions(CertificationRequestInfo info) throws KeyMaterialException {
        var requests = new ArrayList<Attribute>();
        if (info.getAttributes() != null) {
            for (var each : info.getAttributes()) {
                var attribute = Attribute.getInstance(each);
                if (attribute.getAttrType().equals(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)) {
                    requests.add(attribute);
                }
            }
        }
        if (requests.isEmpty()) {
            return Optional.empty();
        }
        if (requests.size() > 1 || requests.get(0).getAttrValues().size() != 1) {
            throw malformed("it asks for extensions more than once (RFC 2985, section 5.4.2)");
        }
        return Optional.of(
                Extensions.getInstance(requests.get(0).getAttrValues().getObjectAt(0)));
    }

    private List<RequestedName> alternativeNames(Extensions extensions) throws KeyMaterialException {
        var extension = extensions.getExtension(Extension.subjectAlternativeName);
        if (extension == null) {
            return List.of();
        }
        var names = new ArrayList<RequestedName>();
        for (var each : GeneralNames.getInstance(extension.getParsedValue()).getNames()) {
            try {
                names.add(AlternativeName.decode(each)
                        .map(RequestedName::of)
                        .orElseGet(() -> new RequestedName(RequestedName.Kind.OTHER, kind(each))));
            } catch (IllegalArgumentException e) {
                throw malformed("among its names, " + e.getMessage());
            }
        }
        return names;
    }

    private static String kind(GeneralName name) {
        return switch (name.getTagNo()) {
            case GeneralName.otherName -> "otherName";
            case GeneralName.x400Address -> "x400Address";
            case GeneralName.directoryName -> "directoryName";
            case GeneralName.ediPartyName -> "ediPartyName";
            case GeneralName.registeredID -> "registeredID";
            default -> "kind " + name.getTagNo();
        };
    }

    private static List<String> describe(Extensions extensions) {
        var all = new ArrayList<String>();
        for (var identifier : extensions.getExtensionOIDs()) {
            var name = EXTENSIONS.getOrDefault(identifier.getId(), identifier.getId());
            all.add(
                    identifier.equals(Extension.basicConstraints)
                                    && BasicConstraints.getInstance(extensions.getExtensionParsedValue(identifier))
                                            .isCA()
                            ? name + " (CA)"
                            : name);
        }
        return all;
    }

    private static boolean isPem(byte[] encoded) {
        for (int i = 0; i + BEGIN.length <= encoded.length; i++) {
            if (Arrays.equals(encoded, i, i + BEGIN.length, BEGIN, 0, BEGIN.length)) {
                return true;
            }
        }
        return false;
    }

    private KeyMaterialException malformed(String what) {
        return new KeyMaterialException(
                Reason.MALFORMED,
                source + " cannot be read: " + what
                        + "; make it again, for instance with \"openssl req -new -key key.pem"
                        + " -addext subjectAltName=DNS:chat.example -out request.csr\"");
    }
}
