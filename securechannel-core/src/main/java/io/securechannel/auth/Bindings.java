package io.securechannel.auth;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.ChannelBinding;
import java.util.List;
import java.util.Optional;

/** Which binding a client uses: the strongest of its own that the server has, too (XEP-0440). */
final class Bindings {

    private Bindings() {}

    static Optional<ChannelBinding> common(Offer offer, LoginContext context) {
        return context.bindings().stream()
                .filter(each -> offer.bindingTypes().contains(each.type().registeredName()))
                .findFirst();
    }

    static SecureChannelException unavailable(Offer offer, LoginContext context) {
        return new SecureChannelException(
                Reason.BINDING_UNAVAILABLE,
                "the login has to be bound to the channel, and the two ends share no binding: this side has "
                        + context.bindingTypes() + ", the server offers " + printable(offer.bindingTypes()) + " with "
                        + printable(offer.mechanisms()) + ". " + advice(context));
    }

    private static String advice(LoginContext context) {
        boolean noise =
                context.bindings().stream().anyMatch(each -> each.type() == ChannelBinding.Type.NOISE_HANDSHAKE_HASH);
        return noise
                ? "Over Noise both ends have noise-handshake-hash: either the server binds nothing, or somebody between the two"
                        + " has changed its offer, or relays it from a channel of another kind"
                : "tls-exporter needs JDK 25 or TlsProvider.CONSCRYPT at both ends;"
                        + " tls-server-end-point a server certificate that is signed with ECDSA or RSA";
    }

    /** A server's words must not forge lines. */
    static String printable(List<String> names) {
        return names.toString().replaceAll("[^ -~]", "?");
    }
}
