package io.securechannel.pki;

import com.google.errorprone.annotations.CheckReturnValue;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.jspecify.annotations.Nullable;

/**
 * The distinguished name of a certificate's holder (RFC 5280, section 4.1.2.6). Immutable: every {@code with…} gives a
 * new subject.
 *
 * <pre>{@code
 * var subject =
 *         Subject.of("Example Root CA").withOrganization("Example Ltd").withCountry("FI");
 * }</pre>
 *
 * <p>Values are text as people read it: control, formatting (such as reversed direction) and unassigned characters are
 * refused, and so are blanks at either end. The upper bounds are those of RFC 5280, appendix A.1, in characters.
 */
@CheckReturnValue
public final class Subject {

    private static final Subject EMPTY = new Subject(Map.of());

    private final Map<Attribute, String> attributes;

    private Subject(Map<Attribute, String> attributes) {
        this.attributes = attributes;
    }

    /**
     * Begins a subject with its common name.
     *
     * @param commonName CN: what people call the holder, 64 characters at most
     * @return a subject with this common name
     * @throws IllegalArgumentException if it is empty, too long or holds a character that is refused
     */
    public static Subject of(String commonName) {
        return EMPTY.withCommonName(commonName);
    }

    /** {@return a subject without any attribute, to start from where the common name comes from elsewhere} */
    public static Subject empty() {
        return EMPTY;
    }

    /**
     * Sets the common name.
     *
     * @param commonName CN: what people call the holder, 64 characters at most
     * @return a new subject
     * @throws IllegalArgumentException if it is empty, too long or holds a character that is refused
     */
    public Subject withCommonName(String commonName) {
        return with(Attribute.COMMON_NAME, commonName);
    }

    /**
     * Sets the organizational unit.
     *
     * @param unit OU: a part of the organization, 64 characters at most
     * @return a new subject
     * @throws IllegalArgumentException if it is empty, too long or holds a character that is refused
     */
    public Subject withOrganizationalUnit(String unit) {
        return with(Attribute.ORGANIZATIONAL_UNIT, unit);
    }

    /**
     * Sets the organization.
     *
     * @param organization O: the organization, 64 characters at most
     * @return a new subject
     * @throws IllegalArgumentException if it is empty, too long or holds a character that is refused
     */
    public Subject withOrganization(String organization) {
        return with(Attribute.ORGANIZATION, organization);
    }

    /**
     * Sets the locality.
     *
     * @param locality L: the town, 128 characters at most
     * @return a new subject
     * @throws IllegalArgumentException if it is empty, too long or holds a character that is refused
     */
    public Subject withLocality(String locality) {
        return with(Attribute.LOCALITY, locality);
    }

    /**
     * Sets the state.
     *
     * @param state ST: the state or province, 128 characters at most
     * @return a new subject
     * @throws IllegalArgumentException if it is empty, too long or holds a character that is refused
     */
    public Subject withState(String state) {
        return with(Attribute.STATE, state);
    }

    /**
     * Sets the country.
     *
     * @param country C: the country's two capital letters (ISO 3166-1), for instance {@code FI}
     * @return a new subject
     * @throws IllegalArgumentException if it is not two capital letters
     */
    public Subject withCountry(String country) {
        return with(Attribute.COUNTRY, country);
    }

    /** {@return CN, if there is one} */
    public Optional<String> commonName() {
        return Optional.ofNullable(attributes.get(Attribute.COMMON_NAME));
    }

    /** {@return OU, if there is one} */
    public Optional<String> organizationalUnit() {
        return Optional.ofNullable(attributes.get(Attribute.ORGANIZATIONAL_UNIT));
    }

    /** {@return O, if there is one} */
    public Optional<String> organization() {
        return Optional.ofNullable(attributes.get(Attribute.ORGANIZATION));
    }

    /** {@return L, if there is one} */
    public Optional<String> locality() {
        return Optional.ofNullable(attributes.get(Attribute.LOCALITY));
    }

    /** {@return ST, if there is one} */
    public Optional<String> state() {
        return Optional.ofNullable(attributes.get(Attribute.STATE));
    }

    /** {@return C, if there is one} */
    public Optional<String> country() {
        return Optional.ofNullable(attributes.get(Attribute.COUNTRY));
    }

    /** Compares the attributes, letter by letter. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Subject that && attributes.equals(that.attributes));
    }

    @Override
    public int hashCode() {
        return attributes.hashCode();
    }

    /** Returns the name as RFC 2253 writes it, for instance {@code CN=Example Root CA,O=Example Ltd,C=FI}. */
    @Override
    public String toString() {
        return principal().getName();
    }

    /** The name as the JDK holds it. */
    X500Principal principal() {
        try {
            return new X500Principal(name().getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException("a subject in memory always has an encoding", e);
        }
    }

    /**
     * What another program wrote: the first value of each attribute that is known here. Only the common name has to be a
     * legal one, for it alone is used; of the others, those that are not are left out.
     *
     * @throws IllegalArgumentException if there are several common names, or one that is refused
     */
    static Subject of(X500Name name) {
        var subject = EMPTY;
        for (var pair : Stream.of(name.getRDNs())
                .flatMap(rdn -> Stream.of(rdn.getTypesAndValues()))
                .toList()) {
            for (var attribute : Attribute.values()) {
                if (!attribute.oid.equals(pair.getType().getId()) || !(pair.getValue() instanceof ASN1String value)) {
                    continue;
                }
                if (attribute == Attribute.COMMON_NAME) {
                    if (subject.commonName().isPresent()) {
                        throw new IllegalArgumentException("the common name (CN) stands twice");
                    }
                    subject = subject.withCommonName(value.getString());
                } else if (!subject.attributes.containsKey(attribute)) {
                    subject = subject.orWithout(attribute, value.getString());
                }
            }
        }
        return subject;
    }

    private Subject orWithout(Attribute attribute, String value) {
        try {
            return with(attribute, value);
        } catch (IllegalArgumentException e) {
            return this;
        }
    }

    /** This subject, or one with a common name added where it has none. */
    Subject orCommonName(Subject other) {
        var name = other.attributes.get(Attribute.COMMON_NAME);
        return name == null || attributes.containsKey(Attribute.COMMON_NAME) ? this : withCommonName(name);
    }

    /** The name as X.509 holds it, from the country down to the common name. */
    X500Name name() {
        var builder = new X500NameBuilder(BCStyle.INSTANCE);
        attributes.forEach((attribute, value) ->
                builder.addRDN(new ASN1ObjectIdentifier(attribute.oid).intern(), attribute.encode(value)));
        return builder.build();
    }

    private Subject with(Attribute attribute, String value) {
        attribute.check(value);
        var changed = new EnumMap<Attribute, String>(Attribute.class);
        changed.putAll(attributes);
        changed.put(attribute, value);
        return new Subject(Collections.unmodifiableMap(changed));
    }

    /** In the order in which a name holds them. */
    private enum Attribute {
        COUNTRY("country (C)", "2.5.4.6", 2),
        STATE("state (ST)", "2.5.4.8", 128),
        LOCALITY("locality (L)", "2.5.4.7", 128),
        ORGANIZATION("organization (O)", "2.5.4.10", 64),
        ORGANIZATIONAL_UNIT("organizational unit (OU)", "2.5.4.11", 64),
        COMMON_NAME("common name (CN)", "2.5.4.3", 64);

        private final String label;
        private final String oid;
        private final int upperBound;

        Attribute(String label, String oid, int upperBound) {
            this.label = label;
            this.oid = oid;
            this.upperBound = upperBound;
        }

        void check(String value) {
            if (this == COUNTRY && !value.matches("[A-Z]{2}")) {
                throw new IllegalArgumentException(
                        "the country (C) has to be two capital letters (ISO 3166-1), not " + Text.quote(value));
            }
            Text.requirePlain("the " + label, value, upperBound);
        }

        /** Not by X500NameBuilder's own conversion of strings: that reads a leading '#' as hexadecimal DER. */
        ASN1Encodable encode(String value) {
            return this == COUNTRY ? new DERPrintableString(value) : new DERUTF8String(value);
        }
    }
}
