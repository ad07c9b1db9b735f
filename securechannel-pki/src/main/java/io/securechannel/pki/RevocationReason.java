package io.securechannel.pki;

import com.google.errorprone.annotations.CheckReturnValue;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Why a certificate does not count any more (RFC 5280, section 5.3.1). The section's code 8, removeFromCRL, is for lists
 * of differences, which are not made here.
 */
@CheckReturnValue
public enum RevocationReason {
    /** No reason is given; the list then holds none. */
    UNSPECIFIED(0),
    /** The holder's key is known, or thought to be known, to somebody else. */
    KEY_COMPROMISE(1),
    /** The key of an authority is known, or thought to be known, to somebody else. */
    CA_COMPROMISE(2),
    /** A name or another statement in the certificate is not true any more. */
    AFFILIATION_CHANGED(3),
    /** Another certificate has taken its place. */
    SUPERSEDED(4),
    /** The certificate is not needed any more. */
    CESSATION_OF_OPERATION(5),
    /** For the time being: the only reason that can be taken back, by {@link CertificateAuthority#release}. */
    CERTIFICATE_HOLD(6),
    /** A right that the certificate grants was withdrawn. */
    PRIVILEGE_WITHDRAWN(9),
    /** The key of an attribute authority is known, or thought to be known, to somebody else. */
    AA_COMPROMISE(10);

    private final int code;

    RevocationReason(int code) {
        this.code = code;
    }

    /** {@return the code that a revocation list holds, the section's CRLReason} */
    public int code() {
        return code;
    }

    /**
     * Finds a reason by its code.
     *
     * @param code the CRLReason of a revocation list
     * @return the reason, or nothing if there is none of this code here
     */
    public static Optional<RevocationReason> ofCode(int code) {
        return Stream.of(values()).filter(reason -> reason.code == code).findFirst();
    }
}
