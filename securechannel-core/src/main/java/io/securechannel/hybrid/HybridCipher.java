package io.securechannel.hybrid;

import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopePublicKey;
import io.securechannel.keys.KeyStoreManager;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Stream;

/**
 * Envelopes: data that only its addressees can open, wherever it lies and whoever carries it.
 *
 * <pre>{@code
 * byte[] envelope = HybridCipher.to(bob, carol).signedBy(ada).seal(plaintext, context);
 * }</pre>
 *
 * <pre>{@code
 * byte[] opened = HybridCipher.opener(bobKeys).from(adaPublic).open(envelope, context);
 * }</pre>
 *
 * <p>Most need these two lines. The {@code context} says what the envelope is for, for instance {@code "invoice 4711"} or the name
 * of a conversation: it is not in the envelope, and who opens it has to give the same; so an envelope cannot be presented as
 * something else. It may be empty.
 *
 * <p><b>What it gives</b>: nobody but the holders of the recipients' keys reads the content. A <em>signed</em> envelope proves who
 * sent it, and to whom, and nobody changes it unnoticed: a recipient can neither change it in the sender's name nor pass it on as if
 * it had been sent to another. An <em>unsigned</em> one proves none of that: each recipient can change it for the others, and
 * anybody can put another in its place. With X-Wing keys, which are the default, what is recorded today stays closed to a quantum
 * computer. <b>What it does not give</b>: who has a recipient's private key opens everything that was ever sealed to it (no
 * forward secrecy); a signature proves its sender to everybody, also to a judge; an envelope shows how long its content is, how
 * many recipients it has and of which kinds, and who knows their public keys sees whether it is for them; that an envelope comes
 * twice, only a {@link ReplayGuard} notices.
 *
 * <p>The form is in {@code docs/spec/envelope.md}: HPKE (RFC 9180) or RSAES-OAEP (RFC 8017) for each recipient, AES-256-GCM with a
 * commitment to its key for the content.
 */
@CheckReturnValue
public final class HybridCipher {

    private HybridCipher() {}

    /**
     * Says who can open what is sealed: they and nobody else. <b>Its sender cannot</b>, unless his own key is among them.
     *
     * @param recipient the public key of the first
     * @param more further ones, 1,024 in all; who is named twice counts once
     * @return goes on with {@code signedBy} or {@code unsigned}
     */
    public static Addressees to(EnvelopePublicKey recipient, EnvelopePublicKey... more) {
        return to(Stream.concat(Stream.of(recipient), Arrays.stream(more)).toList());
    }

    /**
     * Says who can open what is sealed: they and nobody else. <b>Its sender cannot</b>, unless his own key is among them.
     *
     * @param recipients 1 to 1,024 public keys; who is named twice counts once
     * @return goes on with {@code signedBy} or {@code unsigned}
     * @throws IllegalArgumentException if there are none or too many
     */
    public static Addressees to(Collection<EnvelopePublicKey> recipients) {
        return new Addressees(Recipients.of(recipients), false);
    }

    /**
     * Opens with a key.
     *
     * @param keys the recipient's, which he closes when he opens nothing any more; once one of the key pairs has been closed, opening
     *     throws an {@link IllegalStateException} that names it, also for envelopes that another would open
     * @param more further ones, for instance of before a rotation; likewise
     * @return goes on with {@code from} or {@code unsigned}
     */
    public static Keyholder opener(EnvelopeKeyPair keys, EnvelopeKeyPair... more) {
        return new Keyholder(
                EnvelopeKeys.of(
                        Stream.concat(Stream.of(keys), Arrays.stream(more)).toList()),
                false);
    }

    /**
     * Opens with all versions of a key in a key store, which is asked anew for every envelope: a rotation is noticed.
     *
     * @param keys the key store, which has to stay open
     * @param name of the key
     * @return goes on with {@code from} or {@code unsigned}
     */
    public static Keyholder opener(KeyStoreManager keys, String name) {
        return new Keyholder(EnvelopeKeys.in(keys, name), false);
    }

    /**
     * Changes who can open an envelope, without its content.
     *
     * @param keys of one who can open it
     * @param more further ones
     * @return goes on with {@code add} and {@code remove}
     */
    public static Rewrapper rewrapper(EnvelopeKeyPair keys, EnvelopeKeyPair... more) {
        return new Rewrapper(EnvelopeKeys.of(
                Stream.concat(Stream.of(keys), Arrays.stream(more)).toList()));
    }

    /**
     * Changes who can open an envelope, without its content, with any version of a key in a key store.
     *
     * @param keys the key store, which has to stay open
     * @param name of the key
     * @return goes on with {@code add}, {@code remove} and {@code renew}
     */
    public static Rewrapper rewrapper(KeyStoreManager keys, String name) {
        return new Rewrapper(EnvelopeKeys.in(keys, name));
    }
}
