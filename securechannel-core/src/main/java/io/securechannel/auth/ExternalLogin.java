package io.securechannel.auth;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.ChannelBinding;
import java.util.Optional;

/** EXTERNAL at the client (RFC 4422, appendix A): the handshake has proved the certificate, or the Noise key, which says it all. */
final class ExternalLogin extends ClientLogin {

    private final Proved by;

    ExternalLogin(Proved by) {
        this.by = by;
    }

    /** What the handshake proves; the same mechanism serves for either. */
    enum Proved {
        /** Over TLS. */
        CERTIFICATE("certificate", "TlsContextFactory…identity(…), and a server that asks for it"),
        /** Over Noise. */
        NOISE_KEY("Noise key", "ClientConfig.noise(keys, …), or NoiseContext…identity(…)");

        private final String what;
        private final String how;

        Proved(String what, String how) {
            this.what = what;
            this.how = how;
        }
    }

    @Override
    Attempt choose(Offer offer, LoginContext context) throws SecureChannelException {
        if (!offer.has(Mechanism.EXTERNAL)) {
            throw new SecureChannelException(
                    Reason.LOGIN_NOT_OFFERED,
                    "the server takes no login by " + by.what + ": either it does not offer it, or it has seen no "
                            + by.what + " of this side (" + by.how + "); offered are "
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
