package io.securechannel.hybrid;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.envelope.Head;
import io.securechannel.keys.EnvelopePublicKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
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
     *     UNKNOWN_SENDER, BAD_SIGNATURE if somebody other than the sender that it names made or changed it, NOT_ADDRESSED if it was
     *     signed for others, REPLAYED or EXPIRED by the guard, TOO_WEAK if it is not post-quantum and has to be, MALFORMED or TOO_NEW
     *     if it is no envelope of this version
     */
    public SignedEnvelope read(byte[] envelope, byte[] context) throws KeyMaterialException {
        return Envelopes.inMemory(() -> {
            var in = new ByteArrayInputStream(envelope);
            try (var opening = Opening.of(Head.read(in), keys, postQuantum, context);
                    var inner = opening.content().decrypt(in)) {
                var signed = opening.signed(inner, policy, context);
                try (var content = opening.content().verify(signed, inner)) {
                    byte[] plaintext = content.readAllBytes();
                    return new SignedEnvelope(plaintext, opening.admit(signed, policy));
                }
            }
        });
    }

    /**
     * Opens an envelope of any length, with little memory. Its beginning is verified, and its sender, before this returns; a
     * {@link #replayGuard} is asked then: an envelope whose later part turns out to be cut or changed has been used up, and is
     * refused when it comes again whole. Where that matters, open it into a file or a stream.
     *
     * @param envelope is read as the content is, and closed with it
     * @param context what it is for
     * @return the content
     * @throws KeyMaterialException as {@link #read}
     * @throws IOException if the stream cannot be read
     */
    public SignedStream openFrom(InputStream envelope, byte[] context) throws IOException, KeyMaterialException {
        return Envelopes.unwrapped(() -> {
            try (var opening = Opening.of(Head.read(envelope), keys, postQuantum, context)) {
                var inner = opening.content().decrypt(envelope);
                return Envelopes.orClosed(inner, () -> {
                    var signed = opening.signed(inner, policy, context);
                    var plaintext = opening.content().verify(signed, inner);
                    return Envelopes.orClosed(plaintext, () -> {
                        int first = plaintext.read();
                        var opened = new OpenedStream(plaintext, inner, envelope);
                        return new SignedStream(opened, first, opening.admit(signed, policy));
                    });
                });
            }
        });
    }

    /**
     * Opens an envelope of any length, with little memory. Its sender is verified before the first part is written, and whether he
     * addressed it to one of the keys at hand; a {@link #replayGuard} is asked when all has been verified and written, so that an
     * envelope that came incomplete can be opened when it has come again. <b>What was written counts only when this returns</b>.
     *
     * @param envelope is read to its end, and not closed
     * @param plaintext takes the content, part by part as it is verified, and is not closed; after an exception it has a beginning of it
     * @param context what it is for
     * @param progress is told how far it has come
     * @return who has sent it
     * @throws KeyMaterialException as {@link #read}
     * @throws IOException if one of the streams fails
     */
    @CanIgnoreReturnValue
    public Provenance open(InputStream envelope, OutputStream plaintext, byte[] context, Progress progress)
            throws IOException, KeyMaterialException {
        return Envelopes.unwrapped(() -> {
            var from = copied(Head.read(envelope), envelope, plaintext, context, progress);
            policy.admit(from);
            return from;
        });
    }

    /** Writes what is verified; the guard has not been asked then. */
    private Provenance copied(Head head, InputStream in, OutputStream out, byte[] context, Progress progress)
            throws IOException, KeyMaterialException {
        try (var opening = Opening.of(head, keys, postQuantum, context);
                var inner = opening.content().decrypt(in)) {
            var signed = opening.signed(inner, policy, context);
            try (var content = opening.content().verify(signed, inner)) {
                int first = content.read(); // so that the signature of the first chunk holds
                var opened = new SignedStream(content, first, opening.addressed(signed, policy));
                Copy.opened(opened, out, progress);
                return opened.provenance();
            }
        }
    }

    /**
     * Opens a file into another one, of any length, with little memory. The content is written to a temporary file that nobody but its
     * owner may read. It takes its name, or the place of the file that has it, only when all of it has been verified and is on the
     * disk. A {@link #replayGuard} is asked then and not before, so that an envelope that came incomplete can be opened when it has
     * come again; it has been used up, though, if the file cannot take its name even then, as on a failing disk. A symbolic link is replaced,
     * not what it leads to.
     *
     * @param envelope the file that is opened; it stays
     * @param plaintext the file that is made or replaced; nobody but its owner may read it
     * @param context what it is for
     * @param progress is told how far it has come
     * @return who has sent it
     * @throws KeyMaterialException as {@link #read}; then what was there before is there still, and nothing beside it
     * @throws IOException if one of the files cannot be read or written, or both are the same; likewise
     */
    @CanIgnoreReturnValue
    public Provenance open(Path envelope, Path plaintext, byte[] context, Progress progress)
            throws IOException, KeyMaterialException {
        return EnvelopeFile.opened(envelope, keys, plaintext, (head, in, out) -> {
            var from = copied(head, in, Channels.newOutputStream(out), context, progress);
            out.force(true); // what the disk does not take has not been opened, and may be once more
            EnvelopeFile.requireReplaceable(plaintext); // nor what cannot get its name
            policy.admit(from);
            return from;
        });
    }

    /**
     * Opens a file, to be read at any position. Its end is verified, and its sender, before this returns; a {@link #replayGuard} is
     * asked then: an envelope of which another part turns out to be changed has been used up, and is refused when it comes again
     * whole. Where that matters, open it into a file.
     *
     * @param envelope the file
     * @param context what it is for
     * @return the content
     * @throws KeyMaterialException as {@link #read}
     * @throws IOException if the file cannot be read
     */
    public SignedFile openFile(Path envelope, byte[] context) throws IOException, KeyMaterialException {
        return EnvelopeFile.opened(envelope, keys, (head, file) -> {
            try (var opening = Opening.of(head, keys, postQuantum, context)) {
                var inner = opening.content().decrypt(file);
                return Envelopes.orClosed(inner, () -> {
                    var signed = opening.signed(Channels.newInputStream(inner), policy, context);
                    var plaintext = opening.content().verify(signed, inner);
                    return Envelopes.orClosed(
                            plaintext, () -> new SignedFile(plaintext, opening.admit(signed, policy)));
                });
            }
        });
    }
}
