package io.securechannel.auth;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.ChannelBinding;
import java.util.Optional;

/** EXTERNAL at the client (RFC 4422, appendix A): the handshake has proved the certificate, which says it all. */
final class CertificateLogin extends ClientLogin {

    @Override
    Attempt choose(Offer offer, LoginContext context) throws SecureChannelException {
        if (!offer.has(Mechanism.EXTERNAL)) {
            throw new SecureChannelException(
                    Reason.LOGIN_NOT_OFFERED,
                    "the server takes no login by certificate: either it does not offer it, or it has seen no certificate of"
                            + " this side (TlsContextFactory…identity(…)); offered are "
                            + Bindings.printable(offer.mechanisms()));
        }
        return new CodeLogin.OneMechanism(new External());
    }

    private static final class External implements ClientMechanism {

        @Override
        public Mechanism mechanism() {
            return Mechanism.EXTERNAL;
        }

        @Override
        public byte[] initialResponse() {
            return new byte[0]; // no authorization identity: the server derives the user
        }

        @Override
        public byte[] respond(byte[] challenge) throws SecureChannelException {
            throw AuthCodec.malformed("a challenge in EXTERNAL");
        }

        @Override
        public void succeeded(byte[] data) {
            // the handshake has proved both ends
        }

        @Override
        public Optional<ChannelBinding.Type> binding() {
            return Optional.empty();
        }
    }
}
