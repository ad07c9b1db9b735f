package io.securechannel.auth;

import java.util.Arrays;
import java.util.Optional;

/** Who may become a user by the channel itself. */
public enum SignUpPolicy {
    /** Nobody: users are added to the store. The default. */
    CLOSED(0),
    /** Whoever has an invitation, which serves once. */
    BY_INVITATION(1),
    /** Everybody. Whoever tries a name then learns whether it is taken. */
    OPEN(2);

    private final int code;

    SignUpPolicy(int code) {
        this.code = code;
    }

    /** The octet on the wire. */
    int code() {
        return code;
    }

    static Optional<SignUpPolicy> of(int code) {
        return Arrays.stream(values()).filter(each -> each.code == code).findFirst();
    }
}
