package io.securechannel.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.securechannel.internal.crypto.Sha256;
import java.util.List;

/**
 * What a server accepts. Names are those of the registries of SASL mechanisms and of channel binding types (XEP-0440).
 *
 * @param mechanisms SASL names
 * @param bindingTypes the types of binding that the server has of this channel, strongest first
 * @param signUp who may become a user
 * @param iterations what a new verifier has at least
 */
record Offer(List<String> mechanisms, List<String> bindingTypes, SignUpPolicy signUp, int iterations) {

    private static final String BETWEEN_NAMES = "\u001E";
    private static final String BEFORE_BINDINGS = "\u001F";

    Offer {
        mechanisms = List.copyOf(mechanisms);
        bindingTypes = List.copyOf(bindingTypes);
    }

    boolean has(Mechanism mechanism) {
        return mechanisms.contains(mechanism.saslName());
    }

    /** The hash of XEP-0474, section 4: over both lists, each sorted by its octets. */
    byte[] hash() {
        var text = sorted(mechanisms) + (bindingTypes.isEmpty() ? "" : BEFORE_BINDINGS + sorted(bindingTypes));
        return Sha256.of(text.getBytes(UTF_8));
    }

    private static String sorted(List<String> names) {
        return String.join(BETWEEN_NAMES, names.stream().sorted().toList());
    }
}
