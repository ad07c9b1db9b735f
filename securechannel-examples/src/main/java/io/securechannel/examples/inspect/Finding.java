package io.securechannel.examples.inspect;

/**
 * Something that is wrong, or could be better.
 *
 * @param kind what, for programs
 * @param what what was seen
 * @param remedy how to mend it
 */
record Finding(Kind kind, String what, String remedy) {

    /** How bad it is. */
    enum Severity {
        /** Clients fail because of it, or soon will, or are not safe. */
        WRONG,
        /** It can be better. */
        ADVICE
    }

    /** What can be found. */
    enum Kind {
        EXPIRED(Severity.WRONG),
        NOT_YET_VALID(Severity.WRONG),
        EXPIRES_SOON(Severity.WRONG),
        WRONG_NAME(Severity.WRONG),
        SELF_SIGNED(Severity.WRONG),
        UNTRUSTED_ISSUER(Severity.WRONG),
        INCOMPLETE_CHAIN(Severity.WRONG),
        CHAIN_OUT_OF_ORDER(Severity.WRONG),
        SUPERFLUOUS_CERTIFICATE(Severity.ADVICE),
        WEAK_KEY(Severity.WRONG),
        WEAK_SIGNATURE(Severity.WRONG),
        WRONG_USE(Severity.WRONG),
        LIFETIME_TOO_LONG(Severity.WRONG),
        NO_TLS13(Severity.WRONG),
        CLASSICAL_KEY_EXCHANGE(Severity.ADVICE),
        CLIENT_CERTIFICATE_REFUSED(Severity.WRONG),
        /** The library refuses the server, and none of the others says why. */
        REFUSED(Severity.WRONG);

        private final Severity severity;

        Kind(Severity severity) {
            this.severity = severity;
        }

        Severity severity() {
            return severity;
        }
    }

    boolean wrong() {
        return kind.severity() == Severity.WRONG;
    }
}
