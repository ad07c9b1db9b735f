package io.securechannel.auth;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;

/** Why a server ends a login, as the client is told: little, and nothing of the user. */
enum Failure {
    /** Unknown user, wrong password, token, certificate, key or code, or locked: all alike. */
    REFUSED(
            1,
            Reason.LOGIN_REFUSED,
            "the server refuses the login: wrong user, password, token, certificate, key or code, or"
                    + " locked for a time after too many failures; it does not say which"),
    /** The binding that the client has proved is not this channel's. */
    OTHER_CHANNEL(
            2,
            Reason.BINDING_MISMATCH,
            "the server sees another channel than this side does: somebody between the two relays the login. He cannot log in"
                    + " by it; but he can test guesses of a weak password by what he has seen: change it if it is one"),
    /** What the server keeps its users in does not answer. */
    UNAVAILABLE(3, Reason.LOGIN_UNAVAILABLE, "the server cannot check logins now; try again later"),
    /** The client broke a rule of the profile. */
    PROTOCOL(
            4,
            Reason.PROTOCOL_VIOLATION,
            "the server finds a fault in the messages of the login; is it of another version?"),
    /** The mechanism is not among those that were offered. */
    NOT_OFFERED(5, Reason.LOGIN_NOT_OFFERED, "the server does not accept this kind of login"),
    /** Sign-up is closed, the invitation is none, or the name is taken. */
    SIGN_UP(
            6,
            Reason.SIGN_UP_REFUSED,
            "the server does not let this user sign up: sign-up is closed, the invitation is used,"
                    + " expired or wrong, or the name is taken"),
    /** A new verifier has too few iterations, or too short a salt. */
    VERIFIER(
            7,
            Reason.SIGN_UP_REFUSED,
            "the server does not take this verifier: too few iterations or too many, or too short a" + " salt"),
    /** The client saw another offer than this server made. */
    OFFER_CHANGED(
            8,
            Reason.LOGIN_OFFER_CHANGED,
            "the server has made another offer than the one that arrived here: somebody"
                    + " between the two has changed it"),
    /** The login took too long. */
    EXPIRED(9, Reason.LOGIN_TIMEOUT, "the login took longer than the server waits");

    private final int code;
    private final Reason reason;
    private final String meaning;

    Failure(int code, Reason reason, String meaning) {
        this.code = code;
        this.reason = reason;
        this.meaning = meaning;
    }

    int code() {
        return code;
    }

    /** What a client throws that is told this. */
    SecureChannelException toException() {
        return new SecureChannelException(reason, meaning);
    }

    /** What a server tells a client when this has gone wrong with its login. */
    static Failure of(SecureChannelException error) {
        return switch (error.reason()) {
            case BINDING_MISMATCH, BINDING_UNAVAILABLE -> OTHER_CHANNEL;
            case LOGIN_UNAVAILABLE -> UNAVAILABLE;
            case LOGIN_NOT_OFFERED -> NOT_OFFERED;
            case LOGIN_OFFER_CHANGED -> OFFER_CHANGED;
            case LOGIN_COST_REFUSED -> VERIFIER;
            case LOGIN_TIMEOUT -> EXPIRED;
            case SIGN_UP_REFUSED -> SIGN_UP;
            case PROTOCOL_VIOLATION -> PROTOCOL;
            default -> REFUSED;
        };
    }

    static SecureChannelException told(int code) {
        for (var each : values()) {
            if (each.code == code) {
                return each.toException();
            }
        }
        return new SecureChannelException(
                Reason.LOGIN_REFUSED,
                "the server ends the login with the code " + code + ", which this version does not know");
    }
}
