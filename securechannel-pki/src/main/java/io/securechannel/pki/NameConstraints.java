package io.securechannel.pki;

import com.google.errorprone.annotations.CheckReturnValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.jspecify.annotations.Nullable;

/**
 * For which names an authority may issue (RFC 5280, section 4.2.1.10): subtrees of host names, ranges of addresses and
 * domains of e-mail addresses. Immutable: every method gives new constraints.
 *
 * <pre>{@code
 * var constraints = NameConstraints.none().permitDns("chat.example").excludeAddresses("0.0.0.0/0", "::/0");
 * }</pre>
 *
 * <p><b>A kind of name of which nothing is permitted or excluded is free.</b> Who permits host names alone leaves every
 * address and every mailbox to the authority: exclude them, as above. What is excluded stays so, whatever is permitted.
 * Nothing here limits URIs, or the common names of clients.
 *
 * <p>Peers apply the constraints of intermediates. Those in the certificate of a root are applied by
 * {@link CertificateAuthority} and by OpenSSL, but not by Java, which takes from a root its name and key alone (section
 * 6.1.1); so an intermediate takes over those of the authority that issues it.
 */
@CheckReturnValue
public final class NameConstraints {

    private static final NameConstraints NONE = new NameConstraints(List.of(), List.of());

    private final List<NameSubtree> permitted;
    private final List<NameSubtree> excluded;

    private NameConstraints(List<NameSubtree> permitted, List<NameSubtree> excluded) {
        this.permitted = List.copyOf(new LinkedHashSet<>(permitted));
        this.excluded = List.copyOf(new LinkedHashSet<>(excluded));
    }

    /** {@return no constraints: every name is free} */
    public static NameConstraints none() {
        return NONE;
    }

    /**
     * Permits host names of these domains, and of all that was permitted before; no others remain.
     *
     * @param domain a domain, as {@code chat.example}: it and all below it
     * @param more further ones
     * @return new constraints
     * @throws IllegalArgumentException if one is no domain; the message says why
     */
    public NameConstraints permitDns(String domain, String... more) {
        return new NameConstraints(with(permitted, NameSubtree::dns, domain, more), excluded);
    }

    /**
     * Excludes host names of these domains.
     *
     * @param domain a domain, as {@code chat.example}: it and all below it
     * @param more further ones
     * @return new constraints
     * @throws IllegalArgumentException if one is no domain; the message says why
     */
    public NameConstraints excludeDns(String domain, String... more) {
        return new NameConstraints(permitted, with(excluded, NameSubtree::dns, domain, more));
    }

    /**
     * Permits addresses of these ranges, and of all that were permitted before; no others remain. IPv4 and IPv6 are one
     * kind: who permits IPv4 alone excludes IPv6.
     *
     * @param range a range in CIDR form, as {@code 10.0.0.0/8} or {@code fd00::/8}
     * @param more further ones
     * @return new constraints
     * @throws IllegalArgumentException if one is no range; the message says why
     */
    public NameConstraints permitAddresses(String range, String... more) {
        return new NameConstraints(with(permitted, NameSubtree::addresses, range, more), excluded);
    }

    /**
     * Excludes addresses of these ranges. {@code excludeAddresses("0.0.0.0/0", "::/0")} leaves none. To leave IPv4 alone,
     * permit IPv4 ranges and exclude nothing: Java fails on an IPv4 address where {@code ::/0} alone is excluded.
     *
     * @param range a range in CIDR form, as {@code 10.0.0.0/8} or {@code fd00::/8}
     * @param more further ones
     * @return new constraints
     * @throws IllegalArgumentException if one is no range; the message says why
     */
    public NameConstraints excludeAddresses(String range, String... more) {
        return new NameConstraints(permitted, with(excluded, NameSubtree::addresses, range, more));
    }

    /**
     * Permits e-mail addresses of these domains, and of all that were permitted before; no others remain.
     *
     * @param domain a host, as {@code chat.example}, for its mailboxes; {@code .chat.example} for those of all hosts below
     *     it, and not its own; or one mailbox
     * @param more further ones
     * @return new constraints
     * @throws IllegalArgumentException if one is neither; the message says why
     */
    public NameConstraints permitEmail(String domain, String... more) {
        return new NameConstraints(with(permitted, NameSubtree::email, domain, more), excluded);
    }

    /**
     * Excludes e-mail addresses of these domains.
     *
     * @param domain a host, as {@code chat.example}, for its mailboxes; {@code .chat.example} for those of all hosts below
     *     it, and not its own; or one mailbox
     * @param more further ones
     * @return new constraints
     * @throws IllegalArgumentException if one is neither; the message says why
     */
    public NameConstraints excludeEmail(String domain, String... more) {
        return new NameConstraints(permitted, with(excluded, NameSubtree::email, domain, more));
    }

    /** {@return what is permitted, kind and subtree: {@code "DNS chat.example"}; a kind that is missing is free} */
    public List<String> permitted() {
        return permitted.stream().map(NameSubtree::toString).toList();
    }

    /** {@return what is excluded, kind and subtree: {@code "IP 10.0.0.0/8"}} */
    public List<String> excluded() {
        return excluded.stream().map(NameSubtree::toString).toList();
    }

    /** Compares what is permitted and excluded, in order. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof NameConstraints that
                        && permitted.equals(that.permitted)
                        && excluded.equals(that.excluded));
    }

    @Override
    public int hashCode() {
        return 31 * permitted.hashCode() + excluded.hashCode();
    }

    /** Returns one line for people. */
    @Override
    public String toString() {
        return "NameConstraints[permitted " + permitted + ", excluded " + excluded + "]";
    }

    boolean isEmpty() {
        return permitted.isEmpty() && excluded.isEmpty();
    }

    /** Why an authority with these constraints may not issue for the name; empty if it may. */
    Optional<String> objection(AlternativeName name) {
        for (var each : excluded) {
            if (each.touches(name)) {
                return Optional.of(name.kind() + " " + name + " is in the excluded " + each);
            }
        }
        var ofKind = ofKind(permitted, name.kind());
        if (ofKind.isEmpty() || ofKind.stream().anyMatch(each -> each.covers(name))) {
            return Optional.empty();
        }
        return Optional.of(name.kind() + " " + name + " is in none of the permitted " + ofKind);
    }

    /**
     * The constraints of an authority below this one: its own, and where they say nothing, these.
     *
     * @throws IllegalArgumentException if something is permitted below that is not permitted here
     */
    NameConstraints narrowedBy(NameConstraints below) {
        var both = new ArrayList<>(below.permitted);
        for (var kind : AlternativeName.Kind.values()) {
            var here = ofKind(permitted, kind);
            var there = ofKind(below.permitted, kind);
            if (there.isEmpty()) {
                both.addAll(here);
            }
            for (var each : there) {
                if (!here.isEmpty() && here.stream().noneMatch(subtree -> subtree.covers(each))) {
                    throw new IllegalArgumentException(each + " is in none of the permitted " + here);
                }
            }
        }
        var none = new ArrayList<>(excluded);
        none.addAll(below.excluded);
        return new NameConstraints(both, none);
    }

    /** As X.509 holds them; only for constraints that are not empty. */
    org.bouncycastle.asn1.x509.NameConstraints encode() {
        return new org.bouncycastle.asn1.x509.NameConstraints(encode(permitted), encode(excluded));
    }

    /** What another program wrote, as far as it can be said here. */
    static NameConstraints decode(org.bouncycastle.asn1.x509.NameConstraints constraints) {
        return new NameConstraints(
                decode(constraints.getPermittedSubtrees()), decode(constraints.getExcludedSubtrees()));
    }

    /** Whether {@link #decode} loses nothing of it: no kind and no form that cannot be said here. */
    static boolean saysAll(org.bouncycastle.asn1.x509.NameConstraints constraints) {
        return Stream.of(constraints.getPermittedSubtrees(), constraints.getExcludedSubtrees())
                .filter(Objects::nonNull)
                .flatMap(Stream::of)
                .allMatch(each -> NameSubtree.decode(each.getBase()).isPresent());
    }

    private static GeneralSubtree @Nullable [] encode(List<NameSubtree> subtrees) {
        return subtrees.isEmpty()
                ? null
                : subtrees.stream().map(NameSubtree::encode).toArray(GeneralSubtree[]::new);
    }

    private static List<NameSubtree> decode(GeneralSubtree @Nullable [] subtrees) {
        var known = new ArrayList<NameSubtree>();
        for (var each : subtrees == null ? new GeneralSubtree[0] : subtrees) {
            NameSubtree.decode(each.getBase()).ifPresent(known::add);
        }
        return known;
    }

    private static List<NameSubtree> ofKind(List<NameSubtree> subtrees, AlternativeName.Kind kind) {
        return subtrees.stream().filter(each -> each.kind() == kind).toList();
    }

    private static List<NameSubtree> with(
            List<NameSubtree> before, Function<String, NameSubtree> form, String first, String... more) {
        var all = new ArrayList<>(before);
        all.add(form.apply(first));
        for (var each : more) {
            all.add(form.apply(each));
        }
        return all;
    }
}
