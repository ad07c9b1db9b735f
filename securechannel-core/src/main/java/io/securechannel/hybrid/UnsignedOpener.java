package io.securechannel.hybrid;

import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.envelope.Head;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;

/**
 * Opens envelopes without a signature: <b>what comes out proves nothing about its sender</b>. Anybody who has the recipient's
 * public key can have sealed it. Signed envelopes are refused here, so that no signature is overlooked. Immutable, and safe for use
 * by several threads.
 */
@CheckReturnValue
public final class UnsignedOpener {

    private final EnvelopeKeys keys;
    private final boolean postQuantum;

    UnsignedOpener(EnvelopeKeys keys, boolean postQuantum) {
        this.keys = keys;
        this.postQuantum = postQuantum;
    }

    /**
     * Opens an envelope.
     *
     * @param envelope as it came
     * @param context what it is for
     * @return the content
     * @throws KeyMaterialException NOT_OPENED if it is for other keys or was changed or cut, WRONG_CONTEXT, WRONG_KIND if it is
     *     signed, TOO_WEAK if it is not post-quantum and has to be, MALFORMED or TOO_NEW if it is no envelope of this version
     */
    public byte[] open(byte[] envelope, byte[] context) throws KeyMaterialException {
        return Envelopes.inMemory(() -> {
            try (var opened = openFrom(new ByteArrayInputStream(envelope), context)) {
                return opened.readAllBytes();
            }
        });
    }

    /**
     * Opens an envelope of any length, with little memory.
     *
     * @param envelope is read as the content is, and closed with it
     * @param context what it is for
     * @return the content. Whatever is read has been verified, the end of the stream too: where a part was changed or cut, reading
     *     throws an {@link IOException} whose cause is a {@link KeyMaterialException}. What was read before is genuine, and not all
     * @throws KeyMaterialException as {@link #open(byte[], byte[])}
     * @throws IOException if the stream cannot be read
     */
    public InputStream openFrom(InputStream envelope, byte[] context) throws IOException, KeyMaterialException {
        return Envelopes.unwrapped(() -> {
            try (var opening = Opening.of(Head.read(envelope), keys, postQuantum, context)) {
                var inner = opening.content().decrypt(envelope);
                return Envelopes.orClosed(inner, () -> {
                    opening.unsigned(inner);
                    return new OpenedStream(inner, inner, envelope);
                });
            }
        });
    }

    /**
     * Opens an envelope of any length, with little memory.
     *
     * @param envelope is read to its end, and not closed
     * @param plaintext takes the content, part by part as it is verified, and is not closed; after an exception it has a beginning of it
     * @param context what it is for
     * @param progress is told how far it has come
     * @throws KeyMaterialException as {@link #open(byte[], byte[])}
     * @throws IOException if one of the streams fails
     */
    public void open(InputStream envelope, OutputStream plaintext, byte[] context, Progress progress)
            throws IOException, KeyMaterialException {
        Envelopes.unwrapped(() -> {
            try (var opened = openFrom(Copy.keptOpen(envelope), context)) {
                Copy.opened(opened, plaintext, progress);
                return plaintext;
            }
        });
    }

    /**
     * Opens a file into another one, of any length, with little memory. The content is written to a temporary file that nobody but its
     * owner may read. It takes its name, or the place of the file that has it, only when all of it has been verified and is on the
     * disk. A symbolic link is replaced, not what it leads to.
     *
     * @param envelope the file that is opened; it stays
     * @param plaintext the file that is made or replaced; nobody but its owner may read it
     * @param context what it is for
     * @param progress is told how far it has come
     * @throws KeyMaterialException as {@link #open(byte[], byte[])}; then what was there before is there still, and nothing beside it
     * @throws IOException if one of the files cannot be read or written, or both are the same; likewise
     */
    public void open(Path envelope, Path plaintext, byte[] context, Progress progress)
            throws IOException, KeyMaterialException {
        EnvelopeFile.opened(envelope, keys, plaintext, (head, in, out) -> {
            try (var opening = Opening.of(head, keys, postQuantum, context);
                    var inner = opening.content().decrypt(in)) {
                opening.unsigned(inner);
                Copy.opened(inner, Channels.newOutputStream(out), progress);
                return out;
            }
        });
    }

    /**
     * Opens a file, to be read at any position.
     *
     * @param envelope the file
     * @param context what it is for
     * @return the content, to be read only. Whatever is read has been verified, the size too: where a part was changed, reading throws
     *     an {@link IOException} whose cause is a {@link KeyMaterialException}
     * @throws KeyMaterialException as {@link #open(byte[], byte[])}
     * @throws IOException if the file cannot be read
     */
    public SeekableByteChannel openFile(Path envelope, byte[] context) throws IOException, KeyMaterialException {
        return EnvelopeFile.opened(envelope, keys, (head, file) -> {
            try (var opening = Opening.of(head, keys, postQuantum, context)) {
                var inner = opening.content().decrypt(file);
                return Envelopes.orClosed(inner, () -> {
                    opening.unsigned(Channels.newInputStream(inner));
                    return new TailChannel(inner);
                });
            }
        });
    }
}
