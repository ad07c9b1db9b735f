package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a JSON Web Key may say of its use (RFC 7517, sections 4.2 to 4.4) for each role here. A key that says nothing is taken;
 * one that says something else is not: a key has one use.
 */
public enum JwkRole {
    /** Diffie-Hellman in a handshake; no registered algorithm says so. */
    NOISE("enc"),
    /** Opens envelopes: HPKE, which no registered algorithm says, or RSA-OAEP with SHA-256 (RFC 7518, section 4.3). */
    ENVELOPE("enc"),
    /** Signs: EdDSA (RFC 8037, RFC 9864), or RSASSA-PSS with SHA-256 (RFC 7518, section 3.5). */
    SIGNING("sig");

    private static final Set<String> AGREE = Set.of("deriveKey", "deriveBits");

    private final String use;

    JwkRole(String use) {
        this.use = use;
    }

    /** {@return the value of "use"} */
    String use() {
        return use;
    }

    /** {@return the "alg" that is written, where the key alone does not say it} */
    Optional<String> algorithm(KeyAlgorithm algorithm) {
        if (algorithm != KeyAlgorithm.RSA) {
            return Optional.empty();
        }
        return Optional.of(this == SIGNING ? "PS256" : "RSA-OAEP-256");
    }

    /** Refuses a key that is said to be for something else. */
    void check(JsonMembers members, KeyAlgorithm algorithm, boolean isPrivate, String source)
            throws KeyMaterialException {
        var statedUse = members.string("use");
        if (statedUse.isPresent() && !statedUse.get().equals(use)) {
            throw wrongUse(source, "\"use\"", "\"" + use + "\"");
        }
        var operations = members.strings("key_ops");
        if (operations.isPresent()) {
            checkOperations(operations.get(), algorithm, isPrivate, members, source);
        }
        var statedAlgorithm = members.string("alg");
        var taken = algorithms(algorithm);
        if (statedAlgorithm.isPresent() && !taken.contains(statedAlgorithm.get())) {
            throw wrongUse(
                    source,
                    "\"alg\"",
                    taken.isEmpty() ? "none" : taken.stream().sorted().toList() + " or none");
        }
    }

    private void checkOperations(
            List<String> stated, KeyAlgorithm algorithm, boolean isPrivate, JsonMembers members, String source)
            throws KeyMaterialException {
        if (new HashSet<>(stated).size() != stated.size()) {
            throw members.malformed("has the same operation twice in \"key_ops\" (RFC 7517, section 4.3)");
        }
        var allowed = new HashSet<>(operations(algorithm, true));
        allowed.addAll(operations(algorithm, false));
        var needed = operations(algorithm, isPrivate);
        // Agreement is the private key's alone: a public one states no operation, or those of its pair.
        boolean useful =
                stated.stream().anyMatch(needed::contains) || (stated.isEmpty() && !isPrivate && needed.equals(AGREE));
        if (!allowed.containsAll(stated) || !useful) {
            throw wrongUse(source, "\"key_ops\"", needed.stream().sorted().toList() + " or none");
        }
    }

    private Set<String> operations(KeyAlgorithm algorithm, boolean isPrivate) {
        if (this == SIGNING) {
            return Set.of(isPrivate ? "sign" : "verify");
        }
        if (algorithm == KeyAlgorithm.RSA) {
            return isPrivate ? Set.of("decrypt", "unwrapKey") : Set.of("encrypt", "wrapKey");
        }
        return AGREE;
    }

    private Set<String> algorithms(KeyAlgorithm algorithm) {
        if (this == SIGNING && algorithm == KeyAlgorithm.ED25519) {
            return Set.of("EdDSA", "Ed25519");
        }
        return algorithm(algorithm).map(Set::of).orElse(Set.of());
    }

    private KeyMaterialException wrongUse(String source, String member, String expected) {
        return new KeyMaterialException(
                Reason.WRONG_KIND,
                source + " says by its member " + member
                        + " that the key is for something else; for this use it would be " + expected
                        + ". A key has one use: make another for this one");
    }
}
