package io.securechannel.pki.ocsp;

/** Whether an answer has to hold what its own request held (RFC 9654), so that nobody can answer with an old one. */
public enum OcspNonce {
    /**
     * An answer without it is refused. What a peer sends along of such answers is not looked at, because it cannot hold it. The
     * default, and right for responders of your own, such as {@link OcspResponder}.
     */
    REQUIRED,
    /**
     * It is sent, and an answer with another one is refused; one without is taken. Whoever stands between can then answer
     * with any signed one that has not passed its nextUpdate, as a peer can that sends one along.
     */
    OPTIONAL,
    /** None is sent, for responders that choke on it. What holds for {@link #OPTIONAL} holds here. */
    NONE
}
