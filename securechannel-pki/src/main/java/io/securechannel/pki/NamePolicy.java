package io.securechannel.pki;

import com.google.errorprone.annotations.CheckReturnValue;
import java.util.HashSet;
import java.util.Set;

/**
 * Which of the names that a request asks for an authority grants. {@link CertificateAuthority#sign} refuses the whole request
 * if one of them is not granted. There is no default: whoever signs says what he knows about who asks.
 *
 * <pre>{@code
 * var one = NamePolicy.exactly("chat.example", "10.0.0.7");
 * var several = NamePolicy.within("chat.example").or(NamePolicy.addresses("10.0.0.0/8"));
 * NamePolicy own = name -> name.kind() == RequestedName.Kind.COMMON_NAME && members.contains(name.text());
 * }</pre>
 *
 * <p>A policy is asked about every name by itself. It is not asked about kinds of names that are not known here
 * ({@link RequestedName.Kind#OTHER}): those are never granted. May be called by several threads.
 */
@FunctionalInterface
@CheckReturnValue
public interface NamePolicy {

    /**
     * Decides about one name.
     *
     * @param name a name in canonical form
     * @return whether the requester may have it
     */
    boolean grants(RequestedName name);

    /**
     * Grants these names and no others, whatever kind they are of: host names, addresses, e-mail addresses, URIs and common
     * names. A wildcard is a name of its own here.
     *
     * @param name a name, in any spelling
     * @param more further ones
     * @return the policy
     * @throws IllegalArgumentException if one is empty
     */
    static NamePolicy exactly(String name, String... more) {
        var granted = new HashSet<RequestedName>();
        NamePolicies.addSpellings(granted, name);
        for (var each : more) {
            NamePolicies.addSpellings(granted, each);
        }
        return Set.copyOf(granted)::contains;
    }

    /**
     * Grants host names: these domains, and all below them. No wildcards, for who has one can be all of them.
     *
     * @param domain a domain, as {@code chat.example}
     * @param more further ones
     * @return the policy
     * @throws IllegalArgumentException if one is no domain; the message says why
     */
    static NamePolicy within(String domain, String... more) {
        return NamePolicies.subtrees(NameSubtree::dns, name -> !name.startsWith("*"), domain, more);
    }

    /**
     * Grants wildcards below these domains, as {@code *.chat.example} and {@code *.eu.chat.example} for {@code chat.example},
     * and nothing else.
     *
     * @param domain a domain, as {@code chat.example}
     * @param more further ones
     * @return the policy
     * @throws IllegalArgumentException if one is no domain; the message says why
     */
    static NamePolicy wildcardsWithin(String domain, String... more) {
        return NamePolicies.subtrees(NameSubtree::dns, name -> name.startsWith("*"), domain, more);
    }

    /**
     * Grants the addresses of these ranges.
     *
     * @param range a range in CIDR form, as {@code 10.0.0.0/8}, {@code 10.0.0.7/32} or {@code fd00::/8}
     * @param more further ones
     * @return the policy
     * @throws IllegalArgumentException if one is no range; the message says why
     */
    static NamePolicy addresses(String range, String... more) {
        return NamePolicies.subtrees(NameSubtree::addresses, name -> true, range, more);
    }

    /**
     * Grants e-mail addresses of these domains.
     *
     * @param domain a host, as {@code chat.example}, for its mailboxes; {@code .chat.example} for those of all hosts below
     *     it, and not its own; or one mailbox
     * @param more further ones
     * @return the policy
     * @throws IllegalArgumentException if one is neither; the message says why
     */
    static NamePolicy emails(String domain, String... more) {
        return NamePolicies.subtrees(NameSubtree::email, name -> true, domain, more);
    }

    /**
     * Grants whatever is asked for. <b>Whoever gets a request to the authority can be anybody.</b> Only for requests whose
     * names a person has read and found right.
     *
     * @return the policy
     */
    static NamePolicy insecureGrantAll() {
        return name -> true;
    }

    /**
     * Grants what both grant.
     *
     * @param other another policy
     * @return the policy
     */
    default NamePolicy and(NamePolicy other) {
        return name -> grants(name) && other.grants(name);
    }

    /**
     * Grants what one of the two grants.
     *
     * @param other another policy
     * @return the policy
     */
    default NamePolicy or(NamePolicy other) {
        return name -> grants(name) || other.grants(name);
    }
}
