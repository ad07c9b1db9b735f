package io.securechannel.pki;

import java.util.Optional;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;

/**
 * One subtree of names of one kind (RFC 5280, section 4.2.1.10), in canonical form.
 *
 * <pre>
 * DNS    chat.example     the name itself and what is below it
 * IP     10.0.0.0/8       the addresses of the range
 * EMAIL  chat.example     every mailbox at that host
 *        .chat.example    every mailbox at hosts below it, and not at it
 *        ada@chat.example one mailbox
 * </pre>
 *
 * @param kind what kind of name it is about
 * @param text the canonical form
 */
record NameSubtree(AlternativeName.Kind kind, String text) {

    static NameSubtree dns(String domain) {
        return new NameSubtree(AlternativeName.Kind.DNS, domain(domain));
    }

    static NameSubtree addresses(String cidr) {
        return new NameSubtree(AlternativeName.Kind.IP, IpRange.parse(cidr).toString());
    }

    static NameSubtree email(String domainOrMailbox) {
        var kind = AlternativeName.Kind.EMAIL;
        if (domainOrMailbox.indexOf('@') >= 0) {
            return new NameSubtree(kind, AlternativeName.email(domainOrMailbox).text());
        }
        return domainOrMailbox.startsWith(".")
                ? new NameSubtree(kind, "." + domain(domainOrMailbox.substring(1)))
                : new NameSubtree(kind, domain(domainOrMailbox));
    }

    /** What another program wrote; empty for what cannot be said here. */
    static Optional<NameSubtree> decode(GeneralName base) {
        try {
            return switch (base.getTagNo()) {
                case GeneralName.dNSName -> Optional.of(dns(ia5(base)));
                case GeneralName.rfc822Name -> Optional.of(email(ia5(base)));
                case GeneralName.iPAddress ->
                    IpRange.decode(ASN1OctetString.getInstance(base.getName()).getOctets())
                            .map(range -> new NameSubtree(AlternativeName.Kind.IP, range.toString()));
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    GeneralSubtree encode() {
        return new GeneralSubtree(
                switch (kind) {
                    case DNS -> new GeneralName(GeneralName.dNSName, new DERIA5String(text));
                    case IP ->
                        new GeneralName(
                                GeneralName.iPAddress,
                                new DEROctetString(IpRange.parse(text).encoded()));
                    case EMAIL -> new GeneralName(GeneralName.rfc822Name, new DERIA5String(text));
                    case URI -> throw new IllegalStateException("no subtree is of this kind");
                });
    }

    /** Whether the whole of the name is in here; a wildcard counts as what is written. */
    boolean covers(AlternativeName name) {
        if (kind != name.kind()) {
            return false;
        }
        return switch (kind) {
            case DNS -> below(name.text());
            case IP -> IpRange.parse(text).contains(IpLiteral.parse(name.text()).orElseThrow());
            case EMAIL -> coversMailbox(name.text());
            case URI -> false;
        };
    }

    /** Whether a part of the name is in here: a wildcard may stand for a name that is. */
    boolean touches(AlternativeName name) {
        var wildcard = kind == AlternativeName.Kind.DNS
                && name.kind() == kind
                && name.text().startsWith("*.")
                && text.substring(text.indexOf('.') + 1).equals(name.text().substring(2))
                && text.indexOf('.') > 0;
        return wildcard || covers(name);
    }

    /** Whether all names of the other subtree are in here. */
    boolean covers(NameSubtree other) {
        if (kind != other.kind) {
            return false;
        }
        return switch (kind) {
            case DNS -> below(other.text);
            case IP -> IpRange.parse(text).contains(IpRange.parse(other.text));
            case EMAIL ->
                text.equals(other.text)
                        || (other.text.indexOf('@') >= 0
                                ? coversMailbox(other.text)
                                : text.startsWith(".") && other.text.endsWith(text));
            case URI -> false;
        };
    }

    @Override
    public String toString() {
        return kind + " " + text;
    }

    private boolean below(String name) {
        return name.equals(text) || name.endsWith("." + text);
    }

    private boolean coversMailbox(String mailbox) {
        if (text.indexOf('@') >= 0) {
            return text.equals(mailbox);
        }
        var host = mailbox.substring(mailbox.lastIndexOf('@') + 1);
        return text.startsWith(".") ? host.endsWith(text) : host.equals(text);
    }

    private static String domain(String domain) {
        var name = AlternativeName.host(domain);
        if (name.kind() != AlternativeName.Kind.DNS || name.text().startsWith("*")) {
            throw new IllegalArgumentException("not a domain: " + Text.quote(domain)
                    + ": give a domain without a wildcard, as chat.example; it stands for what is below it too");
        }
        return name.text();
    }

    private static String ia5(GeneralName name) {
        return ASN1IA5String.getInstance(name.getName()).getString();
    }
}
