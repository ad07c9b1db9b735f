package io.securechannel.auth;

import io.securechannel.auth.AuthMessage.SignUp;
import io.securechannel.auth.AuthMessage.Update;
import io.securechannel.auth.AuthMessage.Verifier;
import io.securechannel.auth.PasswordLogin.Settings;
import io.securechannel.auth.scram.SaslPrep;
import io.securechannel.auth.scram.ScramClient;
import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.secret.Password;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** One login by password: it holds the password until it is closed. */
final class PasswordAttempt implements ClientLogin.Attempt {

    private final Settings settings;
    private final Offer offer;
    private final Password password;
    private final ScramProof scram;

    private PasswordAttempt(Settings settings, Offer offer, Password password, ScramProof scram) {
        this.settings = settings;
        this.offer = offer;
        this.password = password;
        this.scram = scram;
    }

    /**
     * Asks for the password.
     *
     * @param binding what the login is bound to; empty for nothing
     * @param couldBind whether this side has bindings at all
     */
    static PasswordAttempt begin(Settings settings, Offer offer, Optional<ChannelBinding> binding, boolean couldBind)
            throws SecureChannelException {
        var password = asked(settings.password());
        try {
            var client = ScramClient.builder(settings.user(), password)
                    .iterations(settings.leastIterations(), settings.mostIterations())
                    .offer(offer.mechanisms(), offer.bindingTypes());
            if (binding.isPresent()) {
                client = client.bound(binding.get());
            } else if (couldBind && !offer.has(Mechanism.SCRAM_PLUS)) {
                client = client.bindingNotOffered();
            }
            return new PasswordAttempt(settings, offer, password, new ScramProof(client.build(), binding));
        } catch (SecureChannelException | RuntimeException | Error e) {
            password.close();
            throw e;
        }
    }

    @Override
    public ClientMechanism mechanism() {
        return scram;
    }

    @Override
    public Optional<SignUp> signUp() throws SecureChannelException {
        if (settings.invitation() == null) {
            return Optional.empty();
        }
        if (offer.signUp() == SignUpPolicy.CLOSED) {
            throw new SecureChannelException(
                    Reason.SIGN_UP_REFUSED, "the server lets nobody sign up: its operator adds the users");
        }
        try {
            return Optional.of(
                    new SignUp(SaslPrep.stored(settings.user()), verifierOf(password), settings.invitation()));
        } catch (KeyMaterialException e) {
            throw unusable(e);
        }
    }

    @Override
    public String code() throws SecureChannelException {
        if (settings.code() == null) {
            throw new SecureChannelException(
                    Reason.LOGIN_REQUIRED,
                    "the server asks for the code of the user's second step: set ChallengeAuth.password(…).withCode(…)");
        }
        return CodeLogin.asked(settings.code());
    }

    @Override
    public List<ClientLogin.Wish> wishes(AuthMessage.Success success, Offer offered) throws SecureChannelException {
        var wishes = new ArrayList<ClientLogin.Wish>();
        if (settings.newPassword() != null) {
            try (var fresh = asked(settings.newPassword())) {
                wishes.add(update(fresh));
            }
        } else if (success.verifierIsOld()) {
            wishes.add(update(password));
        }
        if (settings.reconnect() != null && success.reconnectTokens()) {
            wishes.add(new ReconnectWish(settings.reconnect()));
        }
        return wishes;
    }

    private ClientLogin.Wish update(Password of) throws SecureChannelException {
        try {
            return new UpdateWish(new Update(verifierOf(of)));
        } catch (KeyMaterialException e) {
            throw unusable(e);
        }
    }

    /** As often as the server wants, if that is within what this side accepts. */
    private Verifier verifierOf(Password of) throws KeyMaterialException, SecureChannelException {
        int iterations = offer.iterations();
        if (iterations > settings.mostIterations() || iterations < settings.leastIterations()) {
            throw new SecureChannelException(
                    Reason.LOGIN_COST_REFUSED,
                    "the server wants new passwords to be hashed " + iterations + " times; this side accepts "
                            + settings.leastIterations() + " to " + settings.mostIterations());
        }
        try (var credential = ScramCredential.derive(of, iterations)) {
            return new Verifier(
                    Octets.of(credential.salt()),
                    iterations,
                    credential.storedKey().use(Octets::of),
                    credential.serverKey().use(Octets::of));
        }
    }

    private static Password asked(Supplier<Password> supplier) throws SecureChannelException {
        Password password;
        try {
            password = supplier.get();
        } catch (RuntimeException e) {
            throw new SecureChannelException(
                    Reason.CREDENTIAL_UNUSABLE, "the supplier of the password failed: " + Suppliers.words(e), e);
        }
        if (password == null) {
            throw new SecureChannelException(Reason.CREDENTIAL_UNUSABLE, "the supplier of the password gave none");
        }
        return password;
    }

    private static SecureChannelException unusable(KeyMaterialException error) {
        return new SecureChannelException(
                Reason.CREDENTIAL_UNUSABLE, "the user's name or password cannot be used: " + error.getMessage(), error);
    }

    @Override
    public void close() {
        scram.close();
        password.close();
    }

    /** SCRAM at the client. */
    private static final class ScramProof implements ClientMechanism {

        private final ScramClient client;
        private final Optional<ChannelBinding> binding;
        private boolean challenged;

        ScramProof(ScramClient client, Optional<ChannelBinding> binding) {
            this.client = client;
            this.binding = binding;
        }

        @Override
        public Mechanism mechanism() {
            return binding.isPresent() ? Mechanism.SCRAM_PLUS : Mechanism.SCRAM;
        }

        @Override
        public byte[] initialResponse() {
            return client.clientFirst();
        }

        @Override
        public byte[] respond(byte[] challenge) throws SecureChannelException {
            if (challenged) {
                throw AuthCodec.malformed("a second challenge of SCRAM");
            }
            challenged = true;
            return client.clientFinal(challenge);
        }

        @Override
        public void succeeded(byte[] data) throws SecureChannelException {
            if (!challenged) {
                throw new SecureChannelException(
                        Reason.SERVER_UNPROVED,
                        "the server says that the login has succeeded before it has proved that it knows the user");
            }
            client.serverFinal(data);
        }

        @Override
        public Optional<ChannelBinding.Type> binding() {
            return binding.map(ChannelBinding::type);
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
