package io.securechannel.auth.scram;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.util.Optional;

/**
 * The first message of the server (RFC 5802, section 7).
 *
 * <pre>{@code r=nonce,s=salt,i=iterations[,h=hash of the offer][,extensions]}</pre>
 *
 * @param text as it was sent
 * @param nonce the client's and the server's after it
 * @param salt in base64, which has been checked
 * @param iterations a decimal number without leading zeros; it may be too large for any type
 * @param offerHash XEP-0474's {@code h}
 */
record ServerFirst(String text, String nonce, String salt, String iterations, Optional<String> offerHash) {

    private static final String WHAT = "server-first-message";
    private static final int LONGEST_SALT = 1_024;

    static ServerFirst parse(byte[] message) throws SecureChannelException {
        var text = ScramText.read(WHAT, message);
        var attributes = new Attributes(WHAT, text);
        var nonce = ScramText.nonce(WHAT, attributes.take('r'));
        var salt = attributes.take('s');
        int saltLength = ScramText.base64(WHAT, salt).length;
        if (saltLength > LONGEST_SALT) {
            throw ScramText.malformed(WHAT, "has a salt of " + saltLength + " bytes, more than " + LONGEST_SALT);
        }
        var iterations = attributes.take('i');
        if (!iterations.matches("[1-9][0-9]*")) {
            throw ScramText.malformed(WHAT, "has an iteration count that is no positive decimal number");
        }
        var extensions = attributes.takeExtensions();
        return new ServerFirst(text, nonce, salt, iterations, Optional.ofNullable(extensions.get('h')));
    }

    static String of(String nonce, byte[] salt, int iterations, Optional<String> offerHash) {
        return "r=" + nonce + ",s=" + ScramText.base64(salt) + ",i=" + iterations
                + offerHash.map(hash -> ",h=" + hash).orElse("");
    }

    byte[] saltBytes() throws SecureChannelException {
        return ScramText.base64(WHAT, salt);
    }

    /** {@return the iteration count, if it is within what the client accepts; nothing has been hashed yet} */
    int iterationsWithin(int least, int most) throws SecureChannelException {
        boolean shortEnough = iterations.length() <= Integer.toString(most).length();
        if (!shortEnough || Long.parseLong(iterations) < least || Long.parseLong(iterations) > most) {
            var asked = iterations.length() <= 10 ? iterations : "more than 10 digits of";
            throw new SecureChannelException(
                    Reason.LOGIN_COST_REFUSED,
                    "the server asks for " + asked + " iterations, and this side accepts " + least + " to " + most
                            + ": with fewer whoever listens guesses the password cheaply, with more the login takes too long;"
                            + " renew the user's password on the server, or accept other counts here");
        }
        return Integer.parseInt(iterations);
    }
}
