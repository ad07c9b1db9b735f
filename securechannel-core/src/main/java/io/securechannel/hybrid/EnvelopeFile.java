package io.securechannel.hybrid;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.envelope.Head;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Envelopes in files. */
final class EnvelopeFile {

    /**
     * Makes a reader of an open file.
     *
     * @param <R> what reads it, and closes it
     */
    @FunctionalInterface
    interface Open<R> {
        R with(Head head, SeekableByteChannel file) throws IOException, KeyMaterialException;
    }

    private EnvelopeFile() {}

    /** The file is closed again if it cannot be opened as an envelope. */
    static <R> R opened(Path envelope, Open<R> open) throws IOException, KeyMaterialException {
        var file = Files.newByteChannel(envelope, StandardOpenOption.READ);
        try {
            return Envelopes.unwrapped(() -> open.with(Head.read(Channels.newInputStream(file)), file));
        } catch (IOException | KeyMaterialException | RuntimeException e) {
            file.close();
            throw e;
        }
    }
}
