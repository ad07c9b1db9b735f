package io.securechannel.auth.scram;

import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import java.util.List;
import java.util.Optional;

/** How a {@link ScramClient} logs in. Without a binding to the channel unless it is given one. */
@CheckReturnValue
public final class ScramClientBuilder {

    /** The fewest iterations that are accepted by default. */
    public static final int LEAST_ITERATIONS = 100_000;

    /** The most iterations that are accepted by default: some seconds of work. */
    public static final int MOST_ITERATIONS = 10_000_000;

    private final String user;
    private final Password password;
    private String flag = "n";
    private byte[] bindingData = {};
    private Optional<String> authorizationIdentity = Optional.empty();
    private Optional<String> offerHash = Optional.empty();
    private int least = LEAST_ITERATIONS;
    private int most = MOST_ITERATIONS;
    private Optional<String> fixedNonce = Optional.empty();
    private boolean unprepared;

    ScramClientBuilder(String user, Password password) {
        this.user = user;
        this.password = password;
    }

    /**
     * Binds the login to the channel: SCRAM-SHA-256-PLUS.
     *
     * @param binding of the channel that this side sees
     * @return this
     */
    public ScramClientBuilder bound(ChannelBinding binding) {
        return bound(binding.type().registeredName(), binding.bytes());
    }

    /**
     * Binds the login to a channel of another kind: SCRAM-SHA-256-PLUS.
     *
     * @param registeredType the name of the binding type in IANA's registry: letters, digits, dots and hyphens
     * @param data the binding data that this side sees, which are copied
     * @return this
     */
    public ScramClientBuilder bound(String registeredType, byte[] data) {
        if (!ClientFirst.isBindingType(registeredType) || data.length == 0) {
            throw new IllegalArgumentException(
                    "a binding has a type of letters, digits, dots and hyphens, and data that are not empty");
        }
        flag = "p=" + registeredType;
        bindingData = data.clone();
        return this;
    }

    /**
     * Says that this side could bind the login and the server offers no mechanism for it (flag {@code y}). A server that has
     * offered one then knows that the offer was changed on its way, and refuses.
     *
     * @return this
     */
    public ScramClientBuilder bindingNotOffered() {
        flag = "y";
        bindingData = new byte[0];
        return this;
    }

    /**
     * Sets which iteration counts are accepted of the server; 100,000 to 10,000,000 by default.
     *
     * @param fewest at least 1
     * @param greatest not smaller
     * @return this
     */
    public ScramClientBuilder iterations(int fewest, int greatest) {
        if (fewest < 1 || greatest < fewest) {
            throw new IllegalArgumentException("no iteration count is from " + fewest + " to " + greatest);
        }
        least = fewest;
        most = greatest;
        return this;
    }

    /**
     * Says what arrived as the server's offer. The server then has to repeat its hash within the exchange (attribute
     * {@code h} of XEP-0474, version 0.4).
     *
     * @param mechanisms the names of all that were offered, of printable ASCII
     * @param bindingTypes the names of all that were offered; empty if none was
     * @return this
     */
    public ScramClientBuilder offer(List<String> mechanisms, List<String> bindingTypes) {
        offerHash = Optional.of(OfferHash.of(mechanisms, bindingTypes));
        return this;
    }

    /**
     * Asks to act for somebody else.
     *
     * @param identity for whom, as the application names them; 1 to 255 characters
     * @return this
     */
    public ScramClientBuilder authorizationIdentity(String identity) {
        if (identity.isEmpty() || identity.length() > ScramText.LONGEST_NAME || identity.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("an authorization identity has 1 to 255 characters, and no NUL");
        }
        authorizationIdentity = Optional.of(identity);
        return this;
    }

    /**
     * Sets the nonce, for test vectors. With a nonce that is used twice, or can be foretold, an old exchange can be replayed.
     *
     * @param value printable ASCII without commas
     * @return this
     */
    public ScramClientBuilder insecureNonce(String value) {
        if (value.isEmpty() || !ScramText.isNonce(value)) {
            throw new IllegalArgumentException("a nonce is of printable ASCII without commas, and not empty");
        }
        fixedNonce = Optional.of(value);
        return this;
    }

    /**
     * Leaves out SASLprep, for a server that does so too. One password can be written in several ways then, and only one of
     * them logs in.
     *
     * @return this
     */
    public ScramClientBuilder insecureUnprepared() {
        unprepared = true;
        return this;
    }

    /**
     * {@return the client's side of one login, which holds a prepared copy of the password until it is closed}
     *
     * @throws SecureChannelException CREDENTIAL_UNUSABLE if SASLprep refuses the name or the password, or the name is longer
     *     than 255 characters
     */
    public ScramClient build() throws SecureChannelException {
        var gs2Header = flag + ","
                + authorizationIdentity
                        .map(each -> "a=" + ScramText.escape(each))
                        .orElse("") + ",";
        var nonce = fixedNonce.orElseGet(ScramText::randomNonce);
        var bare = "n=" + ScramText.escape(preparedUser()) + ",r=" + nonce;
        var settings = new ClientSettings(
                gs2Header, bare, nonce, ScramText.channelBinding(gs2Header, bindingData), offerHash, least, most);
        return new ScramClient(settings, preparedPassword());
    }

    private String preparedUser() throws SecureChannelException {
        try {
            var name = unprepared ? user : SaslPrep.query(user);
            if (name.isEmpty() || name.length() > ScramText.LONGEST_NAME || name.indexOf('\0') >= 0) {
                throw new SecureChannelException(
                        Reason.CREDENTIAL_UNUSABLE,
                        "the user's name has " + name.length() + " characters; names have 1 to 255, and no NUL");
            }
            return name;
        } catch (KeyMaterialException e) {
            throw unusable("the user's name", e);
        }
    }

    private SecretBytes preparedPassword() throws SecureChannelException {
        try {
            return unprepared ? password.utf8() : SaslPrep.password(password);
        } catch (KeyMaterialException e) {
            throw unusable("the password", e);
        }
    }

    private static SecureChannelException unusable(String what, KeyMaterialException why) {
        return new SecureChannelException(
                Reason.CREDENTIAL_UNUSABLE, what + " cannot be used: " + why.getMessage(), why);
    }
}
