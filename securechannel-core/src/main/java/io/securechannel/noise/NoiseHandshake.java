package io.securechannel.noise;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.primitive.MlKem768;
import io.securechannel.internal.primitive.RecordCipher;
import io.securechannel.internal.primitive.X25519;
import io.securechannel.keys.NoisePublicKey;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A handshake of the Noise Protocol Framework (rev 34, section 5.3), without I/O. Messages are written and read by turns, as {@link #turn()}
 * says; then {@link #finish()} gives the transport. Not for use by several threads.
 *
 * <p>A read that fails ends the handshake and wipes its secrets: nothing can be tried twice. Misuse, such as a message out of turn, throws
 * IllegalStateException and changes nothing.
 */
public final class NoiseHandshake implements AutoCloseable {

    /** Who has the word. */
    public enum Turn {
        /** This end: {@link #writeMessage}. */
        WRITE,
        /** The peer: {@link #readMessage}. */
        READ,
        /** Nobody: {@link #finish()}. */
        FINISHED,
        /** Nobody any more: a read has failed, the transport was made, or the handshake was closed. */
        ENDED
    }

    private static final int LONGEST_MESSAGE = NoiseTransport.LONGEST_MESSAGE;

    private final Tokens tokens;
    private final String name;
    private final boolean initiator;
    private final SymmetricState symmetric;
    private final HandshakeKeys keys;
    private PeerProof proof = PeerProof.NONE;
    private int message;
    private boolean ended;

    NoiseHandshake(Tokens tokens, HandshakeBuilder set) {
        this.tokens = tokens;
        this.name = NoiseProtocol.name(tokens, set.suite());
        this.initiator = set.initiator();
        this.symmetric = new SymmetricState(name, set.suite(), set.provider().primitives());
        this.keys = new HandshakeKeys(set, tokens);
        symmetric.mixHash(set.prologue());
        for (var of : List.of(true, false)) {
            for (var token : tokens.before(of)) {
                mixBefore(token, of == initiator);
            }
        }
    }

    /** Section 5.3, Initialize: the initiator's pre-messages first. An ephemeral key counts as in a message (section 9.2). */
    private void mixBefore(Token token, boolean ownKey) {
        if (token == Token.S) {
            symmetric.mixHash(ownKey ? keys.ownStaticPublic() : keys.peersStatic());
        } else {
            mixEphemeral(ownKey ? keys.ownEphemeralPublic() : keys.peersEphemeral());
        }
    }

    /** {@return the name of the protocol (section 8), with all modifiers} */
    public String protocolName() {
        return name;
    }

    /** {@return who has the word} */
    public Turn turn() {
        if (ended) {
            return Turn.ENDED;
        }
        return message == tokens.messages().size()
                ? Turn.FINISHED
                : tokens.writes(initiator, message) ? Turn.WRITE : Turn.READ;
    }

    /** {@return how many bytes longer than its payload the next message is} */
    public int overhead() {
        require(turn() == Turn.WRITE || turn() == Turn.READ, "there is no further message");
        return overheadOf(tokens.messages().get(message), symmetric.hasKey());
    }

    /**
     * Writes the next message.
     *
     * @param payload what it carries; in the first messages of most patterns it is not encrypted, or not to an authenticated peer (section
     *     7.7)
     * @return the message
     * @throws SecureChannelException PROTOCOL_VIOLATION if the peer has sent a key that nothing can be agreed on with: the handshake has ended
     * @throws IllegalArgumentException if it would be longer than 65,535 bytes; nothing has changed
     * @throws IllegalStateException if it is not this end's turn
     */
    public byte[] writeMessage(byte[] payload) throws SecureChannelException {
        require(turn() == Turn.WRITE, "it is not this end's turn to write");
        if (payload.length > LONGEST_MESSAGE - overhead()) {
            throw new IllegalArgumentException(
                    "a payload here has at most " + (LONGEST_MESSAGE - overhead()) + " bytes, not " + payload.length);
        }
        var out = new ByteArrayOutputStream();
        try {
            for (var token : tokens.messages().get(message)) {
                out.writeBytes(write(token));
            }
            out.writeBytes(symmetric.encryptAndHash(payload));
        } catch (SecureChannelException | RuntimeException e) {
            close();
            throw e;
        }
        advance();
        return out.toByteArray();
    }

    /**
     * Reads the next message.
     *
     * @param bytes of the peer
     * @return what it carries
     * @throws SecureChannelException PROTOCOL_VIOLATION if it is cut, too long, or holds a key that is none; HANDSHAKE_NOT_AUTHENTIC if it does not
     *     decrypt: another key, pre-shared secret, prologue or protocol than the peer's, or bytes that were changed on the way, which cannot
     *     be told apart. The handshake has ended
     * @throws IllegalStateException if it is not the peer's turn
     */
    public byte[] readMessage(byte[] bytes) throws SecureChannelException {
        require(turn() == Turn.READ, "it is not the peer's turn");
        byte[] payload;
        try {
            if (bytes.length > LONGEST_MESSAGE) {
                throw violation("has " + bytes.length + " bytes; the most are " + LONGEST_MESSAGE);
            }
            var in = new MessageBytes(bytes);
            for (var token : tokens.messages().get(message)) {
                read(token, in);
            }
            payload = decrypted(in.rest());
        } catch (SecureChannelException | RuntimeException e) {
            close();
            throw e;
        }
        proof = proof.decrypted();
        advance();
        return payload;
    }

    /**
     * {@return the peer's static key, once it has been received or where it was known beforehand} That is what the peer says, or what this
     * end expects, and no proof: anybody can send a public key. {@link #provedPeer()} tells when it is proved.
     */
    public Optional<NoisePublicKey> peersStaticKey() {
        return keys.peersStaticKey();
    }

    /**
     * {@return the peer's static key, once the peer has proved to hold it} The proof is a message that was read after the token es at the
     * initiator, or se at the responder, so that it could be made with the peer's private key alone, and in this handshake (source property 2
     * in rev 34, section 7.7). Where such a token stands in the last message and this end writes it, the handshake ends without a
     * proof, and the first message of the transport brings it: {@link NoiseTransport#provedPeer()}.
     */
    public Optional<NoisePublicKey> provedPeer() {
        return proof.of(keys.peersStaticKey().orElse(null)).provedKey();
    }

    /**
     * Ends the handshake (Split, section 5.2).
     *
     * @return the transport
     * @throws IllegalStateException unless the turn is FINISHED
     */
    public NoiseTransport finish() {
        require(turn() == Turn.FINISHED, "the handshake is not over");
        try {
            return symmetric.split(
                    initiator, tokens.oneWay(), proof.of(keys.peersStaticKey().orElse(null)));
        } finally {
            close();
        }
    }

    /** Ends the handshake and wipes what can be wiped. Further calls do nothing. */
    @Override
    public void close() {
        ended = true;
        symmetric.close();
        keys.close();
    }

    /** {@return the name of the protocol and whose turn it is} */
    @Override
    public String toString() {
        return name + ", " + (initiator ? "initiator" : "responder") + ", " + turn();
    }

    HandshakeKeys keys() {
        return keys;
    }

    int messages() {
        return message;
    }

    boolean initiator() {
        return initiator;
    }

    private void advance() {
        message++;
        keys.wipeSpent(tokens.messages().subList(message, tokens.messages().size()), initiator);
    }

    private byte[] write(Token token) throws SecureChannelException {
        switch (token) {
            case E -> {
                var key = keys.makeEphemeral();
                mixEphemeral(key);
                return key;
            }
            case S -> {
                return symmetric.encryptAndHash(keys.ownStaticPublic());
            }
            case E1 -> {
                return symmetric.encryptAndHash(keys.makeEncapsulationKey());
            }
            case EKEM1 -> {
                var encapsulated = keys.encapsulate()
                        .orElseThrow(() -> violation(
                                "holds an ML-KEM-768 encapsulation key that is none (FIPS 203, section 7.2)"));
                var ciphertext = symmetric.encryptAndHash(encapsulated.ciphertext());
                mixSecret(encapsulated.secret());
                return ciphertext;
            }
            default -> {
                mix(token);
                return new byte[0];
            }
        }
    }

    private void read(Token token, MessageBytes in) throws SecureChannelException {
        switch (token) {
            case E -> {
                var key = in.next(X25519.LENGTH);
                keys.peersEphemeral(key);
                mixEphemeral(key);
            }
            case S -> keys.peersStatic(decrypted(in.next(X25519.LENGTH + tag())));
            case E1 -> {
                var key = decrypted(in.next(MlKem768.ENCAPSULATION_KEY + tag()));
                if (!MlKem768.isEncapsulationKey(key)) {
                    throw violation("holds an ML-KEM-768 encapsulation key that is none (FIPS 203, section 7.2)");
                }
                keys.peersEncapsulationKey(key);
            }
            case EKEM1 -> mixSecret(keys.decapsulate(decrypted(in.next(MlKem768.CIPHERTEXT + tag()))));
            default -> mix(token);
        }
    }

    /** What nothing is sent for. */
    private void mix(Token token) throws SecureChannelException {
        if (token == Token.PSK) {
            var secret = keys.nextPsk();
            symmetric.mixKeyAndHash(secret);
            Arrays.fill(secret, (byte) 0);
            return;
        }
        mixSecret(keys.agree(token, initiator)
                .orElseThrow(() -> new SecureChannelException(
                        Reason.PROTOCOL_VIOLATION,
                        "the peer's public key is of low order, so that anybody could compute the secret (RFC 7748,"
                                + " section 6.1): it is refused")));
        proof = proof.after(token, initiator);
    }

    private void mixSecret(byte[] secret) {
        symmetric.mixKey(secret);
        Arrays.fill(secret, (byte) 0);
    }

    /** Section 9.2: where there is a pre-shared secret, the ephemeral key makes the key unique. */
    private void mixEphemeral(byte[] key) {
        symmetric.mixHash(key);
        if (tokens.has(Token.PSK)) {
            symmetric.mixKey(key);
        }
    }

    private int tag() {
        return symmetric.hasKey() ? RecordCipher.TAG : 0;
    }

    private byte[] decrypted(byte[] bytes) throws SecureChannelException {
        var plaintext = symmetric.decryptAndHash(bytes);
        if (plaintext == null) {
            throw new SecureChannelException(
                    Reason.HANDSHAKE_NOT_AUTHENTIC,
                    "a message of the handshake " + name + " does not decrypt: the two ends have different keys (as"
                            + " where one expects an older key of the other), shared secrets, or words before the handshake"
                            + " (Noise's prologue), or bytes were changed on the way; which of them cannot be told");
        }
        return plaintext;
    }

    private int overheadOf(List<Token> next, boolean keyed) {
        int bytes = 0;
        boolean key = keyed;
        for (var token : next) {
            int tag = key ? RecordCipher.TAG : 0;
            switch (token) {
                case E -> {
                    bytes += X25519.LENGTH;
                    key = key || tokens.has(Token.PSK);
                }
                case S -> bytes += X25519.LENGTH + tag;
                case E1 -> bytes += MlKem768.ENCAPSULATION_KEY + tag;
                case EKEM1 -> {
                    bytes += MlKem768.CIPHERTEXT + tag;
                    key = true;
                }
                default -> key = true;
            }
        }
        return bytes + (key ? RecordCipher.TAG : 0);
    }

    static SecureChannelException violation(String what) {
        return new SecureChannelException(Reason.PROTOCOL_VIOLATION, "a message of the handshake " + what);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
