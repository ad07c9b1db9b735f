package io.securechannel.auth.scram;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;

/**
 * What a server says in {@code e=} instead of proving itself (RFC 5802, section 7). Nobody vouches for it: it may come from
 * whoever is on the line.
 */
final class ServerError {

    private ServerError() {}

    static SecureChannelException of(String value) {
        return switch (value) {
            case "invalid-proof", "unknown-user", "invalid-username-encoding" ->
                new SecureChannelException(
                        Reason.LOGIN_REFUSED, "the server refuses the login (" + value + "): check user and password");
            case "channel-bindings-dont-match" ->
                new SecureChannelException(
                        Reason.BINDING_MISMATCH,
                        "the server says that this login was made for another channel than its own: somebody relays it,"
                                + " or something between ends the channel");
            case "server-does-support-channel-binding" ->
                new SecureChannelException(
                        Reason.LOGIN_OFFER_CHANGED,
                        "the server binds logins to the channel and its offer arrived here without that: somebody has"
                                + " changed it");
            case "channel-binding-not-supported", "unsupported-channel-binding-type" ->
                new SecureChannelException(
                        Reason.BINDING_UNAVAILABLE,
                        "the server does not support this binding to the channel (" + value + ")");
            case "no-resources" ->
                new SecureChannelException(
                        Reason.LOGIN_UNAVAILABLE, "the server cannot check logins now (no-resources): try again later");
            case "invalid-encoding", "extensions-not-supported" ->
                new SecureChannelException(
                        Reason.PROTOCOL_VIOLATION, "the server does not understand this client (" + value + ")");
            // What else it says is not repeated: it may be anything.
            default ->
                new SecureChannelException(
                        Reason.LOGIN_REFUSED, "the server refuses the login, for a reason of its own: see its log");
        };
    }
}
