package io.securechannel.auth.scram;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.ChannelBinding;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a server has decided before the client is heard.
 *
 * @param credentials finds what the server keeps of a user
 * @param bindings those of this channel
 * @param plus whether the client chose the mechanism that is bound
 * @param plusOffered whether that mechanism was offered
 * @param offerHash goes into the first message
 * @param nonce the server's
 */
record ServerSettings(
        ScramServer.Lookup credentials,
        List<ChannelBinding> bindings,
        boolean plus,
        boolean plusOffered,
        Optional<String> offerHash,
        String nonce) {

    String mechanism() {
        return plus ? ScramClient.BOUND_MECHANISM : ScramClient.PLAIN_MECHANISM;
    }

    /** RFC 5802, section 6. */
    void checkBinding(ClientFirst client) throws SecureChannelException {
        if (client.flag() == 'y' && plusOffered) {
            throw new SecureChannelException(
                    Reason.LOGIN_OFFER_CHANGED,
                    "the client believes that this server offers no binding to the channel, and it does: somebody has"
                            + " shortened the offer on its way");
        }
        boolean bound = client.flag() == 'p';
        if (bound != plus) {
            throw new SecureChannelException(
                    Reason.PROTOCOL_VIOLATION,
                    bound
                            ? "the client binds the login to the channel under a mechanism without that (SCRAM-SHA-256)"
                            : "the client does not bind the login to the channel, and the mechanism demands it"
                                    + " (SCRAM-SHA-256-PLUS)");
        }
        if (bound && binding(client).isEmpty()) {
            var known =
                    bindings.stream().map(each -> each.type().registeredName()).collect(Collectors.joining(", "));
            throw new SecureChannelException(
                    Reason.BINDING_UNAVAILABLE,
                    "the client binds the login to the channel in a way that this channel does not have; it has "
                            + (known.isEmpty() ? "none" : known));
        }
    }

    /** {@return what {@code c} of the client's last message has to be} */
    String channelBinding(ClientFirst client) {
        return ScramText.channelBinding(
                client.gs2Header(), binding(client).map(ChannelBinding::bytes).orElse(new byte[0]));
    }

    /** {@return the binding of this channel that the client uses} */
    Optional<ChannelBinding> binding(ClientFirst client) {
        return bindings.stream()
                .filter(each ->
                        client.bindingType().equals(Optional.of(each.type().registeredName())))
                .findFirst();
    }
}
