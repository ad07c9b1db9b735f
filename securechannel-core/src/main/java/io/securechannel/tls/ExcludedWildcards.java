package io.securechannel.tls;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;

/**
 * Wildcards and excluded names (RFC 5280, section 4.2.1.10): {@code *.chat.example} is a name for {@code
 * secret.chat.example} too, so an authority that may not issue for the one may not issue for the other. Neither the JDK nor
 * Bouncy Castle holds a wildcard against what it stands for.
 */
final class ExcludedWildcards {

    private static final String WILDCARD = "*.";

    private ExcludedWildcards() {}

    /**
     * Looks whether a wildcard of the leaf stands for a name that an authority of the path excludes.
     *
     * @param path a valid path, the leaf first and the trusted authority last
     * @return what is wrong, in words; empty if nothing is
     */
    static Optional<String> broken(List<X509Certificate> path) {
        var leaf = path.get(0);
        var wild = extension(leaf, Extension.subjectAlternativeName.getId()).stream()
                .flatMap(octets -> Stream.of(GeneralNames.getInstance(octets).getNames()))
                .flatMap(name -> dns(name).stream())
                .filter(name -> name.startsWith(WILDCARD))
                .map(name -> name.substring(WILDCARD.length()))
                .toList();
        if (wild.isEmpty()) {
            return Optional.empty();
        }
        return path.stream()
                .skip(1)
                .filter(authority -> excludedHosts(authority).stream()
                        .anyMatch(
                                host -> host.indexOf('.') > 0 && wild.contains(host.substring(host.indexOf('.') + 1))))
                .map(authority -> PathTrouble.outsideNames(leaf, authority))
                .findFirst();
    }

    private static List<String> excludedHosts(X509Certificate authority) {
        var hosts = new ArrayList<String>();
        for (var octets :
                extension(authority, PathTrouble.NAME_CONSTRAINTS).stream().toList()) {
            var excluded = NameConstraints.getInstance(octets).getExcludedSubtrees();
            for (var each : excluded == null ? new GeneralSubtree[0] : excluded) {
                dns(each.getBase()).ifPresent(hosts::add);
            }
        }
        return hosts;
    }

    private static Optional<String> dns(GeneralName name) {
        return name.getTagNo() == GeneralName.dNSName
                ? Optional.of(name.getName().toString().toLowerCase(Locale.ROOT))
                : Optional.empty();
    }

    private static Optional<byte[]> extension(X509Certificate certificate, String oid) {
        return Optional.ofNullable(certificate.getExtensionValue(oid))
                .map(encoded -> ASN1OctetString.getInstance(encoded).getOctets());
    }
}
