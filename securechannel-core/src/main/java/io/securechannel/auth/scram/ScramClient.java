package io.securechannel.auth.scram;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one SCRAM-SHA-256 login (RFC 5802, RFC 7677): {@link #clientFirst()}, then {@link #clientFinal} of the
 * server's answer, then {@link #serverFinal} of its last message. When that returns, the server has proved that it knows the
 * user's credential, and nobody has changed a byte of the exchange.
 *
 * <p>One object serves one exchange and one thread. It holds a prepared copy of the password until {@link #clientFinal} has
 * run, or {@link #close()}.
 */
public final class ScramClient implements AutoCloseable {

    /** The mechanism that is bound to the channel. */
    public static final String BOUND_MECHANISM = "SCRAM-SHA-256-PLUS";

    /** The mechanism that is not. */
    public static final String PLAIN_MECHANISM = "SCRAM-SHA-256";

    private static final String SERVER_FINAL = "server-final-message";

    private enum State {
        NEW,
        FIRST_SENT,
        FINAL_SENT,
        OVER
    }

    private final ClientSettings settings;
    private final SecretBytes password;
    private State state = State.NEW;
    private @Nullable SecretBytes serverSignature;
    private int iterations;
    private byte[] salt = {};

    ScramClient(ClientSettings settings, SecretBytes password) {
        this.settings = settings;
        this.password = password;
    }

    /**
     * Begins a login.
     *
     * @param user the name as it was typed; it is prepared by SASLprep (RFC 4013)
     * @param password as it was typed; it stays the caller's, who may close it after {@link ScramClientBuilder#build()}
     * @return the settings
     */
    @CheckReturnValue
    public static ScramClientBuilder builder(String user, Password password) {
        return new ScramClientBuilder(user, password);
    }

    /** {@return SCRAM-SHA-256-PLUS for a login that is bound to the channel, else SCRAM-SHA-256} */
    public String mechanism() {
        return settings.isBound() ? BOUND_MECHANISM : PLAIN_MECHANISM;
    }

    /**
     * {@return the first message}
     *
     * @throws IllegalStateException if it has been given already
     */
    public byte[] clientFirst() {
        require(State.NEW, "clientFirst() comes first, and once");
        state = State.FIRST_SENT;
        return (settings.gs2Header() + settings.bare()).getBytes(UTF_8);
    }

    /**
     * Answers the server's first message. This takes long: it hashes as often as the server asks for.
     *
     * @param serverFirst what the server sent
     * @return the last message, with the proof; nothing secret can be learned from it but by guessing passwords
     * @throws SecureChannelException PROTOCOL_VIOLATION if the message is malformed or the nonce does not extend this side's,
     *     LOGIN_OFFER_CHANGED if the offer's hash is missing or another one, LOGIN_COST_REFUSED, before anything is hashed, if
     *     the iteration count is out of range; the exchange is over then
     * @throws IllegalStateException unless {@link #clientFirst()} has been called, and this has not
     */
    public byte[] clientFinal(byte[] serverFirst) throws SecureChannelException {
        require(State.FIRST_SENT, "clientFinal() comes once, after clientFirst()");
        state = State.OVER;
        try {
            var server = ServerFirst.parse(serverFirst);
            var nonce = settings.nonce();
            if (!server.nonce().startsWith(nonce) || server.nonce().length() == nonce.length()) {
                throw ScramText.malformed("server-first-message", "has a nonce that does not extend the client's");
            }
            checkOffer(server.offerHash());
            iterations = server.iterationsWithin(settings.leastIterations(), settings.mostIterations());
            salt = server.saltBytes();
            var message = prove(server);
            state = State.FINAL_SENT;
            return message;
        } finally {
            password.close();
        }
    }

    /**
     * Checks the server's last message.
     *
     * @param serverFinal what the server sent
     * @throws SecureChannelException SERVER_UNPROVED if it holds no signature or a wrong one; PROTOCOL_VIOLATION if it is
     *     malformed; if the server reports an error instead, LOGIN_REFUSED, BINDING_MISMATCH, BINDING_UNAVAILABLE,
     *     LOGIN_OFFER_CHANGED, LOGIN_UNAVAILABLE or PROTOCOL_VIOLATION after what it says, which nobody vouches for
     * @throws IllegalStateException unless {@link #clientFinal} has returned, and this has not been called
     */
    public void serverFinal(byte[] serverFinal) throws SecureChannelException {
        require(State.FINAL_SENT, "serverFinal() comes once, after clientFinal()");
        state = State.OVER;
        try (var expected = serverSignature) {
            var attributes = new Attributes(SERVER_FINAL, ScramText.read(SERVER_FINAL, serverFinal));
            if (attributes.isNext('e')) {
                throw ServerError.of(attributes.take('e'));
            }
            if (expected == null || !attributes.isNext('v')) {
                throw unproved("sends no signature (v=)");
            }
            var signature = ScramText.base64(SERVER_FINAL, attributes.take('v'));
            attributes.takeExtensions();
            try (var sent = SecretBytes.owning(signature)) {
                if (!expected.equals(sent)) {
                    throw unproved("sends a wrong signature");
                }
            }
        }
    }

    /**
     * {@return how often the server let the password be hashed}
     *
     * @throws IllegalStateException before {@link #clientFinal} has returned
     */
    public int iterations() {
        requireAnswered();
        return iterations;
    }

    /**
     * {@return the user's salt on the server}
     *
     * @throws IllegalStateException before {@link #clientFinal} has returned
     */
    public byte[] salt() {
        requireAnswered();
        return salt.clone();
    }

    private void checkOffer(Optional<String> sent) throws SecureChannelException {
        var expected = settings.offerHash();
        if (expected.isPresent() && !expected.equals(sent)) {
            throw new SecureChannelException(
                    Reason.LOGIN_OFFER_CHANGED,
                    "the server " + (sent.isPresent() ? "offered other" : "does not say which")
                            + " mechanisms and binding types than arrived here (h of XEP-0474): somebody may have shortened its"
                            + " offer, so that a weaker login is taken");
        }
    }

    /** RFC 5802, section 3: ClientProof, and the ServerSignature that is expected. */
    private byte[] prove(ServerFirst server) {
        var withoutProof = ClientFinal.withoutProof(settings.channelBinding(), server.nonce());
        var authMessage = (settings.bare() + "," + server.text() + "," + withoutProof).getBytes(UTF_8);
        try (var salted = ScramKeys.saltedPassword(password, salt, iterations);
                var clientKey = ScramKeys.clientKey(salted);
                var storedKey = ScramKeys.storedKey(clientKey);
                var serverKey = ScramKeys.serverKey(salted);
                var clientSignature = ScramKeys.signature(storedKey, authMessage);
                var proof = ScramKeys.xor(clientKey, clientSignature)) {
            serverSignature = ScramKeys.signature(serverKey, authMessage);
            return ClientFinal.of(withoutProof, proof);
        }
    }

    private void require(State expected, String rule) {
        if (state != expected) {
            throw new IllegalStateException(rule + "; one object serves one exchange");
        }
    }

    private void requireAnswered() {
        if (salt.length == 0) {
            throw new IllegalStateException(
                    "the server's salt and iterations are known when clientFinal() has returned");
        }
    }

    private static SecureChannelException unproved(String how) {
        return new SecureChannelException(
                Reason.SERVER_UNPROVED,
                "the server " + how
                        + ": it does not prove that it knows the user's credential, and may be another server");
    }

    /** Wipes what is left of the password. Further calls do nothing. */
    @Override
    public void close() {
        state = State.OVER;
        password.close();
        if (serverSignature != null) {
            serverSignature.close();
        }
    }

    /** {@return the mechanism and nothing else} */
    @Override
    public String toString() {
        return "ScramClient[" + mechanism() + "]";
    }
}
