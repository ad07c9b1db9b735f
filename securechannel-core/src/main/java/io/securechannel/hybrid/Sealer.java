package io.securechannel.hybrid;

import io.securechannel.internal.envelope.ContentKey;
import io.securechannel.internal.envelope.FinishingOutput;
import io.securechannel.internal.envelope.Head;
import io.securechannel.internal.envelope.MessageContent;
import io.securechannel.internal.envelope.Preheader;
import io.securechannel.internal.envelope.Segments;
import io.securechannel.internal.envelope.Slots;
import io.securechannel.internal.envelope.Suite;
import io.securechannel.internal.file.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Seals envelopes: a {@link SignedSealer} ones that prove their sender, an {@link UnsignedSealer} ones that do not. Immutable, and
 * safe for use by several threads.
 */
public abstract sealed class Sealer permits SignedSealer, UnsignedSealer {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Plaintext of a segment, after its tag and what stands in it beside the plaintext. */
    private static final int SEGMENT_AT_LEAST = (1 << 20) - (8 << 10);

    private static final int SEGMENT_TAG = 16;

    /** The slot of an X-Wing key, and its hash in the signed header. */
    private static final int RECIPIENT_AT_MOST = 1_179 + 32;

    /** What there is once: less than this. */
    private static final int HEADS = 1 << 10;

    /** More than this some virtual machines have no array for. */
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final Recipients recipients;

    Sealer(Recipients recipients) {
        this.recipients = recipients;
    }

    /**
     * Seals a message.
     *
     * @param plaintext what only the recipients are to read; above 16 MiB it is sealed in segments, as a stream is
     * @param context what it is for; who opens it has to give the same; may be empty
     * @return the envelope
     * @throws IllegalArgumentException if it is too large for an array: seal it as a stream or a file then
     */
    public final byte[] seal(byte[] plaintext, byte[] context) {
        if (plaintext.length > MessageContent.LARGEST) {
            return sealInSegments(plaintext, context);
        }
        try (var key = ContentKey.random()) {
            var head = head(Suite.MESSAGE, key, context);
            byte[] inner = inner(head.preheader(), context, plaintext);
            try {
                return join(head.bytes(), MessageContent.seal(key, head.preheader(), inner));
            } finally {
                Arrays.fill(inner, (byte) 0);
            }
        }
    }

    private byte[] sealInSegments(byte[] plaintext, byte[] context) {
        var envelope = new ByteArrayOutputStream(
                arrayLength(plaintext.length, recipients.keys().size(), signatureLength()));
        try (var sealing = sealTo(envelope, context)) {
            sealing.write(plaintext);
            sealing.finish();
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written", e);
        }
        return envelope.toByteArray();
    }

    /** {@return what an envelope in segments has at most} So its array need not grow, and what fits into none is refused at once. */
    static int arrayLength(int plaintext, int recipients, int signatures) {
        long segments = (long) plaintext / SEGMENT_AT_LEAST + 2;
        long all = plaintext + segments * (SEGMENT_TAG + signatures) + (long) recipients * RECIPIENT_AT_MOST + HEADS;
        if (all > LARGEST_ARRAY) {
            throw new IllegalArgumentException(
                    "an envelope of " + plaintext + " bytes is too large for an array: seal it as a stream or a file");
        }
        return (int) all;
    }

    /**
     * Seals what is written, of any length, with little memory.
     *
     * @param out takes the envelope; closed with what this returns
     * @param context what it is for; who opens it has to give the same; may be empty
     * @return a stream to be {@linkplain SealingStream#finish() finished} when all has been written
     * @throws IOException if the stream fails
     */
    public final SealingStream sealTo(OutputStream out, byte[] context) throws IOException {
        return sealTo(out, context, UnaryOperator.identity());
    }

    private SealingStream sealTo(OutputStream out, byte[] context, UnaryOperator<Head> layout) throws IOException {
        try (var key = ContentKey.random()) {
            var head = head(Suite.SEGMENTS, key, context);
            var preheader = head.preheader();
            out.write(layout.apply(head).bytes());
            try (var content = key.content(preheader)) {
                var segments = Segments.seal(content, preheader.bytes(), out);
                return new SealingStream(begin(preheader, context, segments), out);
            }
        }
    }

    /**
     * Seals all of a stream, of any length, with little memory.
     *
     * @param plaintext is read to its end, and not closed
     * @param envelope is written, and not closed
     * @param context what it is for; who opens it has to give the same; may be empty
     * @param progress is told how far it has come
     * @throws IOException if one of the streams fails; what was written until then nobody can open
     */
    public final void seal(InputStream plaintext, OutputStream envelope, byte[] context, Progress progress)
            throws IOException {
        seal(plaintext, sealTo(envelope, context), progress);
    }

    /**
     * Seals a file into another one, of any length, with little memory. The envelope is written to a temporary file beside its place,
     * and takes its name, or the place of the file that has it, when it is complete and on the disk: who looks sees what was there
     * before, or all of it. A symbolic link is replaced, not what it leads to. Everybody may read the envelope, as far as the
     * process's umask lets them. It has room for as many recipients again, and for 8 at least, whom a {@link Rewrapper} can add
     * without moving the content.
     *
     * @param plaintext the file whose content is sealed; it stays
     * @param envelope the file that is made or replaced
     * @param context what it is for; who opens it has to give the same; may be empty
     * @param progress is told how far it has come
     * @throws IOException if one of the files cannot be read or written, or both are the same; then what was there before is there
     *     still, and nothing beside it
     */
    public final void seal(Path plaintext, Path envelope, byte[] context, Progress progress) throws IOException {
        EnvelopeFile.requireDifferent(plaintext, envelope);
        try (var in = Files.newInputStream(plaintext)) {
            AtomicFile.write(
                    envelope,
                    file -> seal(in, sealTo(Channels.newOutputStream(file), context, Head::withRoom), progress));
        }
    }

    private static void seal(InputStream plaintext, SealingStream sealing, Progress progress) throws IOException {
        try {
            Copy.sealing(plaintext, sealing, progress);
            sealing.finish();
        } finally {
            sealing.wipe();
        }
    }

    /** {@return the bytes of the signatures of a chunk, or 0 if it is not signed} */
    abstract int signatureLength();

    /** What is encrypted: what the sender says, and the plaintext. */
    abstract byte[] inner(Preheader preheader, byte[] context, byte[] plaintext);

    /** Writes what stands before the plaintext, and returns what takes it. */
    abstract FinishingOutput begin(Preheader preheader, byte[] context, FinishingOutput segments) throws IOException;

    private Head head(Suite suite, ContentKey key, byte[] context) {
        var id = new byte[Preheader.ID_LENGTH];
        RANDOM.nextBytes(id);
        var preheader = Preheader.of(suite, id, key, context);
        return Head.of(preheader, Slots.seal(key, preheader, recipients.encoded()));
    }

    final Recipients recipients() {
        return recipients;
    }

    static byte[] join(byte[] first, byte[] second) {
        var all = Arrays.copyOf(first, Math.addExact(first.length, second.length));
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
