package io.securechannel.auth.scram;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.secret.SecretBytes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one SCRAM-SHA-256 login (RFC 5802, RFC 7677): {@link #serverFirst} of the client's first message,
 * {@link #clientFinal} with its last one, and if it {@link #proves()} the password, {@link #serverFinal()}.
 *
 * <p>One object serves one exchange and one thread, and so each nonce serves once. Whether the user exists does not show: a
 * {@link Lookup} makes up a credential for those who do not, and everything here does the same work for any credential.
 */
public final class ScramServer implements AutoCloseable {

    /** Finds what the server keeps of a user. */
    @FunctionalInterface
    public interface Lookup {

        /**
         * Finds the credential of a user.
         *
         * @param preparedUser the name, prepared by SASLprep as a query; 1 to 255 characters
         * @return the user's credential; for a user who does not exist, or may not log in, a made-up one, as of {@link
         *     UnknownUsers}. It stays the caller's, who may close it when the exchange is over
         * @throws KeyMaterialException if it cannot be told
         */
        ScramCredential find(String preparedUser) throws KeyMaterialException;
    }

    private enum State {
        NEW,
        FIRST_SENT,
        FINAL_RECEIVED,
        CHECKED,
        OVER
    }

    /** What is known once the server has answered. */
    private record Exchange(
            ClientFirst client, String user, ScramCredential credential, String nonce, String serverFirst) {}

    private final ServerSettings settings;
    private State state = State.NEW;
    private @Nullable Exchange exchange;
    private @Nullable SecretBytes proof;
    private byte[] authMessage = {};
    private boolean proved;

    ScramServer(ServerSettings settings) {
        this.settings = settings;
    }

    /**
     * Begins to await a login.
     *
     * @param credentials finds what the server keeps of a user
     * @return the settings
     */
    @CheckReturnValue
    public static ScramServerBuilder builder(Lookup credentials) {
        return new ScramServerBuilder(credentials);
    }

    /**
     * Answers the client's first message.
     *
     * @param clientFirst what the client sent
     * @return the server's first message: nonce, salt and iteration count
     * @throws SecureChannelException PROTOCOL_VIOLATION if it is malformed, the name cannot be prepared, or it is bound where
     *     the mechanism is not, or the other way round; BINDING_UNAVAILABLE for a binding that this channel does not have;
     *     LOGIN_OFFER_CHANGED if the client thinks that no bound mechanism was offered and one was; the exchange is over then
     * @throws KeyMaterialException what the lookup threw
     * @throws IllegalStateException if it has been called already
     */
    public byte[] serverFirst(byte[] clientFirst) throws SecureChannelException, KeyMaterialException {
        require(State.NEW, "serverFirst() comes first, and once");
        state = State.OVER;
        var client = ClientFirst.parse(clientFirst);
        settings.checkBinding(client);
        var user = prepared(client.user());
        var credential = settings.credentials().find(user);
        var nonce = client.nonce() + settings.nonce();
        var answer = ServerFirst.of(nonce, credential.salt(), credential.iterations(), settings.offerHash());
        exchange = new Exchange(client, user, credential, nonce, answer);
        state = State.FIRST_SENT;
        return answer.getBytes(UTF_8);
    }

    /**
     * {@return the user's name, prepared; nothing has proved it yet}
     *
     * @throws IllegalStateException before {@link #serverFirst} has returned
     */
    public String user() {
        return known().user();
    }

    /**
     * {@return the type of the binding that the client's proof covers; empty where it is not bound}
     *
     * @throws IllegalStateException before {@link #serverFirst} has returned
     */
    public Optional<ChannelBinding.Type> bindingType() {
        return settings.binding(known().client()).map(ChannelBinding::type);
    }

    /**
     * {@return for whom the user wants to act; empty for themselves}
     *
     * @throws IllegalStateException before {@link #serverFirst} has returned
     */
    public Optional<String> authorizationIdentity() {
        return known().client().authorizationIdentity();
    }

    /**
     * {@return what the lookup found}
     *
     * @throws IllegalStateException before {@link #serverFirst} has returned
     */
    public ScramCredential credential() {
        return known().credential();
    }

    /**
     * Takes the client's last message and checks its form, nonce and binding. Whether it holds the right proof is told by
     * {@link #proves()}.
     *
     * @param clientFinal what the client sent
     * @throws SecureChannelException PROTOCOL_VIOLATION if it is malformed or of another nonce, BINDING_MISMATCH if it was
     *     made for another channel or another first message; the exchange is over then
     * @throws IllegalStateException unless {@link #serverFirst} has returned, and this has not been called
     */
    public void clientFinal(byte[] clientFinal) throws SecureChannelException {
        require(State.FIRST_SENT, "clientFinal() comes once, after serverFirst()");
        state = State.OVER;
        var first = known();
        var message = ClientFinal.parse(clientFinal);
        proof = message.proof();
        if (!message.nonce().equals(first.nonce())) {
            throw ScramText.malformed("client-final-message", "has another nonce than the server's first message");
        }
        if (!message.binding().equals(settings.channelBinding(first.client()))) {
            throw new SecureChannelException(
                    Reason.BINDING_MISMATCH,
                    "the client logs in to another channel than this one, or somebody has changed its first message: a man"
                            + " in the middle, or something between that ends the channel");
        }
        authMessage =
                (first.client().bare() + "," + first.serverFirst() + "," + message.withoutProof()).getBytes(UTF_8);
        state = State.FINAL_RECEIVED;
    }

    /**
     * {@return whether the client has proved that it knows the password} It takes the same time for any credential and any
     * proof. The answer stays the same.
     *
     * @throws IllegalStateException before {@link #clientFinal} has returned
     */
    public boolean proves() {
        if (state == State.FINAL_RECEIVED) {
            state = State.CHECKED;
            proved = check(known().credential());
        }
        require(State.CHECKED, "proves() comes after clientFinal()");
        return proved;
    }

    /**
     * {@return the server's last message, with its signature}
     *
     * @throws IllegalStateException unless {@link #proves()} has said so
     */
    public byte[] serverFinal() {
        if (state != State.CHECKED || !proved) {
            throw new IllegalStateException("the server proves itself to nobody who has not proved the password");
        }
        try (var signature = ScramKeys.signature(known().credential().serverKey(), authMessage)) {
            return signature.use(bytes -> ("v=" + ScramText.base64(bytes)).getBytes(UTF_8));
        }
    }

    /** RFC 5802, section 3: H(ClientProof XOR ClientSignature) is StoredKey. */
    private boolean check(ScramCredential credential) {
        try (var sent = Objects.requireNonNull(proof);
                var clientSignature = ScramKeys.signature(credential.storedKey(), authMessage);
                var clientKey = ScramKeys.xor(sent, clientSignature);
                var storedKey = ScramKeys.storedKey(clientKey)) {
            return storedKey.equals(credential.storedKey());
        }
    }

    private static String prepared(String user) throws SecureChannelException {
        try {
            var name = SaslPrep.query(user);
            if (name.length() > ScramText.LONGEST_NAME) {
                throw ScramText.malformed(
                        "client-first-message", "holds a name of " + name.length() + " characters, prepared");
            }
            return name;
        } catch (KeyMaterialException e) {
            throw new SecureChannelException(
                    Reason.PROTOCOL_VIOLATION, "the client sends a name that cannot be one: " + e.getMessage(), e);
        }
    }

    private Exchange known() {
        if (exchange == null) {
            throw new IllegalStateException("the user is known when serverFirst() has returned");
        }
        return exchange;
    }

    private void require(State expected, String rule) {
        if (state != expected) {
            throw new IllegalStateException(rule + "; one object serves one exchange");
        }
    }

    /** Wipes the proof, and ends the exchange. The credential stays whose it was. Further calls do nothing. */
    @Override
    public void close() {
        state = State.OVER;
        if (proof != null) {
            proof.close();
        }
    }

    /** {@return the mechanism and nothing else} */
    @Override
    public String toString() {
        return "ScramServer[" + settings.mechanism() + "]";
    }
}
