package io.securechannel.hybrid;

import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.EnvelopePublicKey;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Opens envelopes of senders who are known, and no others. Unless it is told otherwise, it takes only what the sender himself
 * addressed to one of the keys at hand. Immutable, and safe for use by several threads.
 */
@CheckReturnValue
public final class SignedOpener {

    private final EnvelopeKeys keys;
    private final boolean postQuantum;
    private final SenderPolicy policy;

    SignedOpener(EnvelopeKeys keys, boolean postQuantum, SenderPolicy policy) {
        this.keys = keys;
        this.postQuantum = postQuantum;
        this.policy = policy;
    }

    /**
     * Opens every envelope once.
     *
     * @param guard remembers what has been opened
     * @return an opener that asks it
     */
    public SignedOpener replayGuard(ReplayGuard guard) {
        return new SignedOpener(keys, postQuantum, policy.guardedBy(guard));
    }

    /**
     * Takes envelopes that were signed for others and that somebody has re-wrapped for this key: the sender is sure, but he may
     * never have meant this recipient. {@link SignedEnvelope#addressedToMe()} tells.
     *
     * @return an opener that takes them
     */
    public SignedOpener acceptRewrapped() {
        return new SignedOpener(keys, postQuantum, policy.acceptingRewrapped());
    }

    /**
     * Takes envelopes that were signed for one's own earlier keys, which are gone, and re-wrapped since.
     *
     * @param key an earlier key of this recipient
     * @param more further ones
     * @return an opener that takes them
     */
    public SignedOpener formerly(EnvelopePublicKey key, EnvelopePublicKey... more) {
        return new SignedOpener(
                keys,
                postQuantum,
                policy.formerly(
                        Stream.concat(Stream.of(key), Arrays.stream(more)).toList()));
    }

    /**
     * Opens an envelope.
     *
     * @param envelope as it came
     * @param context what it is for
     * @return the content
     * @throws KeyMaterialException as {@link #read}
     */
    public byte[] open(byte[] envelope, byte[] context) throws KeyMaterialException {
        return read(envelope, context).release();
    }

    /**
     * Opens an envelope, and says who sent it, and when.
     *
     * @param envelope as it came
     * @param context what it is for
     * @return content, sender, id and time
     * @throws KeyMaterialException NOT_OPENED if it is for other keys or was changed or cut, WRONG_CONTEXT, NOT_SIGNED,
     *     UNKNOWN_SENDER, BAD_SIGNATURE if a recipient has forged it, NOT_ADDRESSED if it was signed for others, REPLAYED or EXPIRED
     *     by the guard, TOO_WEAK if it is not post-quantum and has to be, MALFORMED or TOO_NEW if it is no envelope of this version
     */
    public SignedEnvelope read(byte[] envelope, byte[] context) throws KeyMaterialException {
        return Opening.inMemory(() -> {
            try (var opening = Opening.begin(new ByteArrayInputStream(envelope), keys, postQuantum, context)) {
                var content = opening.signed(policy);
                byte[] plaintext = content.stream().readAllBytes();
                content.admit();
                return content.envelope(plaintext);
            }
        });
    }
}
