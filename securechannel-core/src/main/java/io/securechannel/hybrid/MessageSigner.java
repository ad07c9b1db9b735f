package io.securechannel.hybrid;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.Sha256;
import io.securechannel.internal.envelope.SignatureAlgorithm;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningPublicKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Signs messages that everybody may read: the signature stands beside the message, which stays as it is. Most programs need two
 * methods:
 *
 * <pre>{@code
 * MessageSigner.of(keys).signDetached(file).write(signatureFile);
 * var signature = DetachedSignature.read(signatureFile);
 * var sender = MessageSigner.verifier(ada, bob).verify(file, signature); // throws, or says who it was
 * }</pre>
 *
 * <p><b>A signature says that the holder of the key signed these bytes once</b>: not when, not to whom, and not that they are new.
 * Put into the message what it has to say about that; an envelope ({@code HybridCipher}) says it by itself and hides the content.
 *
 * <p><b>Algorithms</b>: Ed25519 (RFC 8032, section 5.1), ML-DSA-65 with an empty context (FIPS 204, section 5.2) and RSASSA-PSS with
 * SHA-256, MGF1 with SHA-256 and a salt of 32 bytes (RFC 8017, section 8.1), always over the message itself, so that other
 * programs verify the signature too. {@link #sign(byte[]) sign} gives the plain signature; {@link #signDetached(byte[]) signDetached}
 * gives the one that names its key, and holds two if a {@linkplain #both classical and a post-quantum key} sign together.
 *
 * <p><b>Not signed</b>, and not verified, is a message that begins with {@code SecureChannel envelope signature}: so begins what
 * envelopes sign, and who is asked to sign such a "message" is asked to sign an envelope that somebody else has written. The error
 * is {@link Reason#NOT_GRANTED}: nothing is wrong with the message's form, the rule forbids it.
 *
 * <p><b>Sizes</b>: ML-DSA-65 and RSA take streams and files of any size in constant memory. Ed25519 reads its message twice and holds
 * it meanwhile: from streams and files up to 256 MiB, then {@link Reason#TOO_LARGE}.
 *
 * <p>Safe for use by several threads. The key pairs still belong to the caller; once they are closed, signing throws {@link
 * IllegalStateException}.
 */
public final class MessageSigner {

    private final Signers signers;

    private MessageSigner(Signers signers) {
        this.signers = signers;
    }

    /**
     * Signs by one key.
     *
     * @param keys the key pair
     * @return the signer
     */
    public static MessageSigner of(SigningKeyPair keys) {
        return new MessageSigner(Signers.of(keys));
    }

    /**
     * Signs by two keys together: what they sign holds as long as one of the algorithms does.
     *
     * @param classical Ed25519 or RSA
     * @param postQuantum ML-DSA-65
     * @return the signer
     * @throws IllegalArgumentException if a key is of the other's kind
     */
    public static MessageSigner both(SigningKeyPair classical, SigningKeyPair postQuantum) {
        return new MessageSigner(Signers.both(classical, postQuantum));
    }

    /**
     * Verifies what the holders of these keys have signed, each by that key alone.
     *
     * @param keys at least one; how they came here is what the verification is worth
     * @return the verifier
     */
    public static MessageVerifier verifier(SigningPublicKey... keys) {
        return new MessageVerifier(Arrays.stream(keys).map(Sender::of).toList());
    }

    /**
     * Verifies what these senders have signed.
     *
     * @param senders at least one; how their keys came here is what the verification is worth
     * @return the verifier
     */
    public static MessageVerifier verifier(Sender... senders) {
        return new MessageVerifier(List.of(senders));
    }

    /** {@return who signs} */
    public Sender sender() {
        return signers.sender();
    }

    /**
     * Signs, and returns the plain signature.
     *
     * @param message any bytes but what envelopes sign
     * @return Ed25519: 64 bytes; ML-DSA-65: 3,309; RSA: as long as the modulus
     * @throws KeyMaterialException with {@link Reason#NOT_GRANTED} if the message begins as what envelopes sign
     * @throws IllegalStateException if two keys sign, which make two signatures ({@link #signDetached(byte[])}), or the keys are
     *     closed
     */
    public byte[] sign(byte[] message) throws KeyMaterialException {
        requireOne();
        return signers.sign(MessageInput.checked(message)).get(0);
    }

    /**
     * Signs a stream up to its end, and returns the plain signature.
     *
     * @param message stays open
     * @return as {@link #sign(byte[])}
     * @throws IOException if the stream fails
     * @throws KeyMaterialException as {@link #sign(byte[])}, and {@link Reason#TOO_LARGE} for Ed25519 over 256 MiB
     */
    public byte[] sign(InputStream message) throws IOException, KeyMaterialException {
        requireOne();
        return signatures(message).get(0);
    }

    /**
     * Signs the content of a file, and returns the plain signature.
     *
     * @param message the file
     * @return as {@link #sign(byte[])}
     * @throws IOException if the file cannot be read
     * @throws KeyMaterialException as {@link #sign(InputStream)}
     */
    public byte[] sign(Path message) throws IOException, KeyMaterialException {
        requireOne();
        return signatures(message).get(0);
    }

    /**
     * Signs by one key or both.
     *
     * @param message any bytes but what envelopes sign
     * @return the signature, or both, with the names of their keys
     * @throws KeyMaterialException as {@link #sign(byte[])}
     */
    public DetachedSignature signDetached(byte[] message) throws KeyMaterialException {
        return named(signers.sign(MessageInput.checked(message)));
    }

    /**
     * Signs a stream up to its end by one key or both.
     *
     * @param message stays open
     * @return the signature, or both, with the names of their keys
     * @throws IOException if the stream fails
     * @throws KeyMaterialException as {@link #sign(InputStream)}
     */
    public DetachedSignature signDetached(InputStream message) throws IOException, KeyMaterialException {
        return named(signatures(message));
    }

    /**
     * Signs the content of a file by one key or both.
     *
     * @param message the file
     * @return the signature, or both, with the names of their keys
     * @throws IOException if the file cannot be read
     * @throws KeyMaterialException as {@link #sign(InputStream)}
     */
    public DetachedSignature signDetached(Path message) throws IOException, KeyMaterialException {
        return named(signatures(message));
    }

    private List<byte[]> signatures(Path message) throws IOException, KeyMaterialException {
        try (var in = MessageInput.open(message, signers.needWhole())) {
            return signatures(in);
        }
    }

    private List<byte[]> signatures(InputStream message) throws IOException, KeyMaterialException {
        if (signers.needWhole()) {
            return signers.sign(MessageInput.whole(message, MessageInput.LARGEST_WHOLE));
        }
        var streams = signers.streams();
        MessageInput.pass(message, streams);
        var signatures = new ArrayList<byte[]>();
        for (var stream : streams) {
            signatures.add(stream.sign());
        }
        return signatures;
    }

    private DetachedSignature named(List<byte[]> signatures) {
        var entries = new ArrayList<DetachedSignature.Entry>();
        for (int i = 0; i < signatures.size(); i++) {
            var key = signers.publicKeys().get(i);
            entries.add(new DetachedSignature.Entry(
                    SignatureAlgorithm.of(key), Sha256.of(key.subjectPublicKeyInfo()), signatures.get(i)));
        }
        return new DetachedSignature(entries);
    }

    private void requireOne() {
        if (signers.publicKeys().size() > 1) {
            throw new IllegalStateException(
                    "two keys make two signatures, and neither of them alone says what both say:"
                            + " signDetached gives both in one");
        }
    }
}
