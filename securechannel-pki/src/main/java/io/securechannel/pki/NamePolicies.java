package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the policies of {@link NamePolicy} are made of, and how a whole request is held against one. */
final class NamePolicies {

    private NamePolicies() {}

    /** Adds a name as a common name, and as every other kind that it may be. */
    static void addSpellings(Set<RequestedName> names, String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a name that is to be granted is empty");
        }
        names.add(new RequestedName(RequestedName.Kind.COMMON_NAME, name));
        List<Function<String, AlternativeName>> forms =
                List.of(AlternativeName::host, AlternativeName::email, AlternativeName::uri);
        for (var form : forms) {
            try {
                names.add(RequestedName.of(form.apply(name)));
            } catch (IllegalArgumentException e) {
                // Not of this kind: "Ada Lovelace" is a common name and nothing else.
            }
        }
    }

    static NamePolicy subtrees(
            Function<String, NameSubtree> form, Predicate<String> condition, String first, String... more) {
        var subtrees = new ArrayList<NameSubtree>();
        subtrees.add(form.apply(first));
        for (var each : more) {
            subtrees.add(form.apply(each));
        }
        return name -> condition.test(name.text())
                && alternativeName(name).anyMatch(each -> subtrees.stream().anyMatch(subtree -> subtree.covers(each)));
    }

    /**
     * The profile with the names that a policy grants of a request, which are all of them.
     *
     * @throws KeyMaterialException with {@link Reason#NOT_GRANTED} if one name is not granted, with {@link Reason#MISSING}
     *     if there is none at all
     */
    static CertificateProfile named(CertificateRequest request, CertificateProfile profile, NamePolicy policy)
            throws KeyMaterialException {
        var named = profile.withGranted(request.subject().commonName(), granted(request, profile, policy));
        if (!named.isNamed()) {
            throw new KeyMaterialException(
                    Reason.MISSING,
                    "neither the request nor the profile " + profile.use().factory() + " names the holder: "
                            + (profile.use().isServer()
                                    ? "clients look for a server's name in subjectAltName alone; make the request again with"
                                            + " \"openssl req -addext subjectAltName=DNS:chat.example …\""
                                    : "make the request again with a common name, \"openssl req -subj /CN=ada …\""));
        }
        return named;
    }

    private static List<AlternativeName> granted(
            CertificateRequest request, CertificateProfile profile, NamePolicy policy) throws KeyMaterialException {
        var asked = new ArrayList<>(request.names());
        if (profile.use() == CertificateUse.TLS_CLIENT) {
            request.subject()
                    .commonName()
                    .ifPresent(name -> asked.add(new RequestedName(RequestedName.Kind.COMMON_NAME, name)));
        }
        // No alternative names in the certificate of an authority: they would say nothing about whom it may certify.
        Predicate<RequestedName> grantable = name -> name.kind() != RequestedName.Kind.OTHER
                && profile.use() != CertificateUse.INTERMEDIATE
                && policy.grants(name);
        var granted = asked.stream().distinct().filter(grantable).toList();
        var refused = new LinkedHashSet<>(asked);
        granted.forEach(refused::remove);
        if (!refused.isEmpty()) {
            throw new KeyMaterialException(
                    Reason.NOT_GRANTED,
                    "the policy does not grant " + refused + " to the request for "
                            + profile.use().factory() + "; it grants " + granted
                            + " of it. Nothing was signed: let the requester leave those names out, or sign with a policy"
                            + " that grants them"
                            + (profile.use() == CertificateUse.INTERMEDIATE
                                    ? " (authorities have no alternative names)"
                                    : ""));
        }
        return granted.stream().flatMap(NamePolicies::alternativeName).toList();
    }

    private static Stream<AlternativeName> alternativeName(RequestedName name) {
        return switch (name.kind()) {
            case DNS, IP -> Stream.of(AlternativeName.host(name.text()));
            case EMAIL -> Stream.of(AlternativeName.email(name.text()));
            case URI -> Stream.of(AlternativeName.uri(name.text()));
            case COMMON_NAME, OTHER -> Stream.empty();
        };
    }
}
