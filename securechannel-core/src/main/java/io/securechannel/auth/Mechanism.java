package io.securechannel.auth;

import java.util.Arrays;
import java.util.Optional;

/** The SASL mechanisms of this profile, strongest first. */
enum Mechanism {
    /** RFC 5802 and 7677, bound to the channel. */
    SCRAM_PLUS("SCRAM-SHA-256-PLUS"),
    /** A token, and a proof of its key over the channel: the profile's own (docs/spec/challenge-auth.md). */
    BOUND_TOKEN("SECURECHANNEL-TOKEN"),
    /** RFC 4422, appendix A: the certificate, or the Noise key, that the channel's handshake has proved. */
    EXTERNAL("EXTERNAL"),
    /** RFC 5802 and 7677, not bound. */
    SCRAM("SCRAM-SHA-256"),
    /** RFC 7628: whoever has the token is let in. */
    BEARER("OAUTHBEARER"),
    /** A code of RFC 6238, after one of the others: the profile's own. */
    CODE("SECURECHANNEL-TOTP");

    private final String saslName;

    Mechanism(String saslName) {
        this.saslName = saslName;
    }

    /** The name on the wire (RFC 4422, section 3.1). */
    String saslName() {
        return saslName;
    }

    static Optional<Mechanism> of(String saslName) {
        return Arrays.stream(values())
                .filter(each -> each.saslName.equals(saslName))
                .findFirst();
    }
}
