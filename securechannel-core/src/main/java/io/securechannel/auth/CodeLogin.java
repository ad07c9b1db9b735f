package io.securechannel.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.ChannelBinding;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A further step by a code (RFC 6238) on a channel whose user is known. */
final class CodeLogin extends ClientLogin {

    private final Supplier<String> code;

    CodeLogin(Supplier<String> code) {
        this.code = code;
    }

    @Override
    Attempt choose(Offer offer, LoginContext context) throws SecureChannelException {
        if (!offer.has(Mechanism.CODE)) {
            throw new SecureChannelException(
                    Reason.LOGIN_NOT_OFFERED,
                    "the server takes no code here: a code follows a login; offered are "
                            + Bindings.printable(offer.mechanisms()));
        }
        return new OneMechanism(new Code(asked(code)));
    }

    static String asked(Supplier<String> supplier) throws SecureChannelException {
        String digits;
        try {
            digits = supplier.get();
        } catch (RuntimeException e) {
            throw new SecureChannelException(
                    Reason.CREDENTIAL_UNUSABLE, "the supplier of the code failed: " + Suppliers.words(e), e);
        }
        if (digits == null || !digits.strip().matches("[0-9 ]{4,12}")) {
            throw new SecureChannelException(
                    Reason.CREDENTIAL_UNUSABLE, "a code consists of digits, as the authenticator shows it");
        }
        return digits.replace(" ", "").strip();
    }

    /** The code on the wire: its digits, as the initial response. */
    static final class Code implements ClientMechanism {

        private final String digits;

        Code(String digits) {
            this.digits = digits;
        }

        @Override
        public Mechanism mechanism() {
            return Mechanism.CODE;
        }

        @Override
        public byte[] initialResponse() {
            return digits.getBytes(US_ASCII);
        }

        @Override
        public byte[] respond(byte[] challenge) throws SecureChannelException {
            throw AuthCodec.malformed("a challenge after a code");
        }

        @Override
        public void succeeded(byte[] data) {
            // the code proves the client; the server has proved itself in the step before
        }

        @Override
        public Optional<ChannelBinding.Type> binding() {
            return Optional.empty();
        }
    }

    /** A login of one step that asks for nothing more. */
    record OneMechanism(ClientMechanism mechanism) implements Attempt {

        @Override
        public String code() throws SecureChannelException {
            throw new SecureChannelException(
                    Reason.LOGIN_REQUIRED, "the server asks for a code after this login, which only follows passwords");
        }

        @Override
        public List<Wish> wishes(AuthMessage.Success success, Offer offer) {
            return List.of();
        }

        @Override
        public void close() {
            mechanism.close();
        }
    }
}
