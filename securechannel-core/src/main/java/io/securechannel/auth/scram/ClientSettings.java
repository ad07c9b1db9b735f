package io.securechannel.auth.scram;

import java.util.Optional;

/**
 * What a client has decided before the server is heard.
 *
 * @param gs2Header how the login is bound, and for whom it acts; with its second comma
 * @param bare the first message without it
 * @param nonce the client's
 * @param channelBinding the value of {@code c}
 * @param offerHash which the server has to repeat; empty if it need not
 * @param leastIterations the fewest that are accepted
 * @param mostIterations the most that are accepted
 */
record ClientSettings(
        String gs2Header,
        String bare,
        String nonce,
        String channelBinding,
        Optional<String> offerHash,
        int leastIterations,
        int mostIterations) {

    boolean isBound() {
        return gs2Header.startsWith("p=");
    }
}
