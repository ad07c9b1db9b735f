package io.securechannel.hybrid;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The content of an envelope in a file behaves as a channel of a file that was opened for reading. */
class ReadOnlyContentTest {

    private static final byte[] TEXT = "what is read".getBytes(UTF_8);
    private static final byte[] CONTEXT = {};
    private static final EnvelopeKeyPair BOB = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519);
    private static final SigningKeyPair ADA = SigningKeyPair.generate(SigningKeyType.ED25519);

    @TempDir
    private Path directory;

    private SeekableByteChannel content(boolean signed, boolean message) throws Exception {
        var to = HybridCipher.to(BOB.publicKey());
        var sealer = signed ? to.signedBy(ADA) : to.unsigned();
        var out = new ByteArrayOutputStream();
        if (message) {
            out.write(sealer.seal(TEXT, CONTEXT));
        } else {
            sealer.seal(new ByteArrayInputStream(TEXT), out, CONTEXT, Progress.none());
        }
        var file = Files.write(directory.resolve("envelope"), out.toByteArray());
        return signed
                ? HybridCipher.opener(BOB).from(ADA.publicKey()).openFile(file, CONTEXT)
                : HybridCipher.opener(BOB).unsigned().openFile(file, CONTEXT);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void itRefusesWhatAFileRefuses(boolean signed, boolean message) throws Exception {
        var buffer = ByteBuffer.allocate(TEXT.length);
        var content = content(signed, message);
        try (content) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> content.read(buffer.asReadOnlyBuffer()))
                    .withMessageContaining("read-only");
            assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> content.position(-1));
            assertThatExceptionOfType(NonWritableChannelException.class).isThrownBy(() -> content.write(buffer));
            assertThatExceptionOfType(NonWritableChannelException.class).isThrownBy(() -> content.truncate(1));
            assertThat(content.position(5).read(buffer)).isEqualTo(TEXT.length - 5);
            assertThat(content.position()).isEqualTo(TEXT.length);
        }
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> content.write(buffer));
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> content.truncate(1));
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> content.read(buffer));
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> content.position(-1));
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(content::position);
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(content::size);
    }
}
