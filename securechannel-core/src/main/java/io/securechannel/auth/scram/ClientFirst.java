package io.securechannel.auth.scram;

import io.securechannel.error.SecureChannelException;
import java.util.Optional;

/**
 * The first message of the client (RFC 5802, section 7).
 *
 * <pre>{@code
 * gs2-header                bare
 * p=tls-exporter,a=admin,   n=user,r=nonce[,extensions]
 * }</pre>
 *
 * @param gs2Header up to and with its second comma, as it was sent
 * @param flag p: bound to the channel; y: the client could, and thinks that the server cannot; n: it cannot
 * @param bindingType with flag p, the registered name
 * @param authorizationIdentity whom the user wants to act for
 * @param user the name as it was sent, unescaped
 * @param nonce the client's
 * @param bare what the proofs cover, as it was sent
 */
record ClientFirst(
        String gs2Header,
        char flag,
        Optional<String> bindingType,
        Optional<String> authorizationIdentity,
        String user,
        String nonce,
        String bare) {

    private static final String WHAT = "client-first-message";

    static ClientFirst parse(byte[] message) throws SecureChannelException {
        var text = ScramText.read(WHAT, message);
        int flagEnd = text.indexOf(',');
        int headerEnd = text.indexOf(',', flagEnd + 1);
        if (flagEnd < 0 || headerEnd < 0) {
            throw ScramText.malformed(WHAT, "has no GS2 header");
        }
        var flag = text.substring(0, flagEnd);
        var identity = text.substring(flagEnd + 1, headerEnd);
        var bare = text.substring(headerEnd + 1);
        var attributes = new Attributes(WHAT, bare);
        var user = ScramText.unescape(WHAT, attributes.take('n'));
        var nonce = ScramText.nonce(WHAT, attributes.take('r'));
        attributes.takeExtensions();
        return new ClientFirst(
                text.substring(0, headerEnd + 1),
                flag.isEmpty() ? ' ' : flag.charAt(0),
                bindingType(flag),
                authorizationIdentity(identity),
                user,
                nonce,
                bare);
    }

    /** {@code gs2-cbind-flag = ("p=" cb-name) / "n" / "y"} */
    private static Optional<String> bindingType(String flag) throws SecureChannelException {
        if (flag.equals("n") || flag.equals("y")) {
            return Optional.empty();
        }
        if (!flag.startsWith("p=") || !isBindingType(flag.substring(2))) {
            throw ScramText.malformed(WHAT, "begins with none of n, y and p= with the name of a binding type");
        }
        return Optional.of(flag.substring(2));
    }

    /** {@code cb-name = 1*(ALPHA / DIGIT / "." / "-")} */
    static boolean isBindingType(String name) {
        return name.matches("[A-Za-z0-9.-]+");
    }

    private static Optional<String> authorizationIdentity(String identity) throws SecureChannelException {
        if (identity.isEmpty()) {
            return Optional.empty();
        }
        if (!identity.startsWith("a=")) {
            throw ScramText.malformed(WHAT, "has something else than a= in its GS2 header");
        }
        return Optional.of(ScramText.unescape(WHAT, identity.substring(2)));
    }
}
