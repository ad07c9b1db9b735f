package io.securechannel.hybrid;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.testkit.faults.FaultyDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes last when a file is opened, and what a file does not take the place of. */
class OpenedFileTest {

    private static final byte[] CONTEXT = {};
    private static final byte[] TEXT = "what is sent".getBytes(UTF_8);
    private static final EnvelopeKeyPair BOB = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519);
    private static final SigningKeyPair ADA = SigningKeyPair.generate(SigningKeyType.ED25519);
    private static final Sealer SEALER = HybridCipher.to(BOB.publicKey()).signedBy(ADA);
    private static final SignedOpener OPENER = HybridCipher.opener(BOB).from(ADA.publicKey());

    @TempDir
    private Path directory;

    private Path plain;
    private Path envelope;
    private Path opened;

    @BeforeEach
    void seal() throws IOException {
        plain = Files.write(directory.resolve("plain"), TEXT);
        envelope = directory.resolve("envelope");
        opened = directory.resolve("opened");
        SEALER.seal(plain, envelope, CONTEXT, Progress.none());
    }

    @Test
    void theGuardIsAskedWhenAllIsOnTheDisk() throws Exception {
        var disk = FaultyDisk.over(directory);
        var before = new ArrayList<String>();
        OPENER.replayGuard((sender, id, signedAt) -> before.addAll(disk.calls()))
                .open(disk.path("envelope"), disk.path("opened"), CONTEXT, Progress.none());
        List<String> calls = before.stream()
                .filter(call -> call.matches("(write|force|move) .*\\.tmp.*"))
                .map(call -> call.substring(0, call.indexOf(' ')))
                .distinct()
                .toList();
        assertThat(calls).as("%s", before).containsExactly("write", "force");
        assertThat(opened).hasBinaryContent(TEXT);
    }

    @Test
    void theGuardIsNotAskedOfWhatCannotGetItsName() throws Exception {
        var asked = new ArrayList<EnvelopeId>();
        var guarded = OPENER.replayGuard((sender, id, signedAt) -> asked.add(id));
        assertThatIOException()
                .isThrownBy(() -> guarded.open(envelope, opened, CONTEXT, done -> makeDirectory()))
                .withMessageContaining(opened + ": it is a directory");
        assertThat(asked).isEmpty();
        Files.delete(opened);
        guarded.open(envelope, opened, CONTEXT, Progress.none());
        assertThat(asked).hasSize(1);
        assertThat(EnvelopeFilesTest.names(directory)).containsExactly("envelope", "opened", "plain");
    }

    /** As another program may, while the content is being read. */
    private void makeDirectory() {
        try {
            Files.createDirectories(opened);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatIsNoFileIsNeitherReplacedNorOpened() throws Exception {
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(opened));
            var unsigned = HybridCipher.opener(BOB).unsigned();
            assertThatIOException()
                    .isThrownBy(() -> SEALER.seal(plain, opened, CONTEXT, Progress.none()))
                    .withMessageContaining(opened + ": it is a device, a pipe or a socket")
                    .withMessageContaining("name a file");
            assertThatIOException()
                    .isThrownBy(() -> OPENER.open(envelope, opened, CONTEXT, Progress.none()))
                    .withMessageContaining("it is a device, a pipe or a socket");
            assertThatIOException()
                    .isThrownBy(() -> unsigned.open(envelope, opened, CONTEXT, Progress.none()))
                    .withMessageContaining("it is a device, a pipe or a socket");
            assertThatIOException()
                    .isThrownBy(() -> OPENER.openFile(opened, CONTEXT))
                    .withMessageContaining(opened + ": it is no file")
                    .withMessageContaining("as a stream");
            assertThat(opened).exists();
            assertThat(Files.isRegularFile(opened)).isFalse();
        }
        assertThat(EnvelopeFilesTest.names(directory)).contains("envelope", "plain");
    }
}
