package io.securechannel.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.peer.PeerIdentity;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** EXTERNAL at the server (RFC 4422, appendix A): the handshake has proved a key, and the server's function names its user. */
final class ExternalVerification implements ServerMechanism {

    private final LoginVerifier verifier;
    private final LoginContext context;

    ExternalVerification(LoginVerifier verifier, LoginContext context) {
        this.verifier = verifier;
        this.context = context;
    }

    @Override
    public Turn take(byte[] response) throws SecureChannelException, KeyMaterialException {
        var named = verifier.userOf(context.peer());
        if (named.isEmpty()) {
            return refused("", nobodys(context.peer()));
        }
        var user = named.get();
        var wanted = new String(response, UTF_8); // the authorization identity, mostly empty
        if (!wanted.isEmpty() && !wanted.equals(user)) {
            return refused(user, "the client wants to act for another user, which is not supported");
        }
        var stored = verifier.stored(user);
        if (stored.filter(each -> !each.enabled()).isPresent()) {
            return refused(user, "the user is disabled");
        }
        var attributes = stored.map(each -> each.attributes()).orElse(Map.of());
        return new Accepted(
                new Proved(user, stored.orElse(null), Optional.empty(), attributes), Octets.NONE, Duration.ZERO);
    }

    private static String nobodys(PeerIdentity peer) {
        return peer.key()
                .map(key -> "the Noise key " + key.text() + " (" + key.shortFingerprint() + ") belongs to no user")
                .orElse("the certificate belongs to no user");
    }

    private static Refused refused(String user, String why) {
        return new Refused(user, why, false, Duration.ZERO);
    }
}
