package io.securechannel.tls;

import java.security.cert.X509Certificate;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * Names in a subjectAltName that are none (RFC 5280, section 4.2.1.6). No host has them; but an authority's name constraints say nothing about
 * what is not a name, and so what has one is refused as a whole.
 */
final class MalformedNames {

    private static final int IPV4 = 4;
    private static final int IPV6 = 16;

    private MalformedNames() {}

    /** {@return what is wrong, in words; empty if nothing is} */
    static Optional<String> broken(X509Certificate leaf) {
        var encoded = leaf.getExtensionValue(Extension.subjectAlternativeName.getId());
        if (encoded == null) {
            return Optional.empty();
        }
        for (var name : GeneralNames.getInstance(
                        ASN1OctetString.getInstance(encoded).getOctets())
                .getNames()) {
            if (malformed(name)) {
                return Optional.of("its subjectAltName has ["
                        + CertificateText.printable(name.getName().toString())
                        + "], which is no name of that kind (RFC 5280, section 4.2.1.6): issue it anew");
            }
        }
        return Optional.empty();
    }

    private static boolean malformed(GeneralName name) {
        return switch (name.getTagNo()) {
            case GeneralName.dNSName -> hasEmptyLabel(name.getName().toString());
            case GeneralName.iPAddress -> {
                int length = ASN1OctetString.getInstance(name.getName()).getOctets().length;
                yield length != IPV4 && length != IPV6;
            }
            case GeneralName.rfc822Name -> {
                var address = name.getName().toString();
                int at = address.indexOf('@');
                yield at <= 0
                        || at == address.length() - 1
                        || (address.charAt(0) != '"' && at != address.lastIndexOf('@'));
            }
            default -> false;
        };
    }

    private static boolean hasEmptyLabel(String name) {
        return name.isEmpty() || name.startsWith(".") || name.contains("..");
    }
}
