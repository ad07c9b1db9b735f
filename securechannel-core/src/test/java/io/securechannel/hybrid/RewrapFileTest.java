package io.securechannel.hybrid;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.envelope.Head;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recipients of an envelope in a file come and go, and its content stays. */
class RewrapFileTest {

    private static final byte[] CONTEXT = "backup of Monday".getBytes(UTF_8);
    private static final byte[] TEXT = text();
    private static final EnvelopeKeyPair BOB = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519);
    private static final EnvelopeKeyPair CAROL = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519);
    private static final EnvelopeKeyPair DAVE = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519);
    private static final SigningKeyPair ADA = SigningKeyPair.generate(SigningKeyType.ED25519);

    @TempDir
    private Path directory;

    private Path envelope;

    @BeforeEach
    void seal() throws IOException {
        var plain = Files.write(directory.resolve("plain"), TEXT);
        envelope = directory.resolve("envelope");
        HybridCipher.to(BOB.publicKey(), DAVE.publicKey())
                .signedBy(ADA)
                .seal(plain, envelope, CONTEXT, Progress.none());
        Files.delete(plain);
    }

    private static byte[] text() {
        var bytes = new byte[(1 << 20) + 17];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private static Rewrapper bob() {
        return HybridCipher.rewrapper(BOB);
    }

    private byte[] opened(EnvelopeKeyPair keys) throws Exception {
        return opened(keys, envelope);
    }

    private static byte[] opened(EnvelopeKeyPair keys, Path file) throws Exception {
        var opener = HybridCipher.opener(keys).from(ADA.publicKey()).acceptRewrapped();
        try (var all = opener.openFile(file, CONTEXT)) {
            var content = ByteBuffer.allocate((int) all.size());
            while (content.hasRemaining() && all.read(content) >= 0) {}
            return content.array();
        }
    }

    private void refused(Rewrapper rewrapper, Reason reason, String says) {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> rewrapper.rewrap(envelope))
                .withMessageContaining(says)
                .satisfies(error -> assertThat(error.reason()).isEqualTo(reason));
    }

    private void notOpened(EnvelopeKeyPair keys) {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> opened(keys))
                .satisfies(error -> assertThat(error.reason()).isEqualTo(Reason.NOT_OPENED));
    }

    private Head head() throws Exception {
        return Head.read(new ByteArrayInputStream(Files.readAllBytes(envelope)));
    }

    @Test
    void whoIsAddedOpensAndTheContentIsNotTouched() throws Exception {
        byte[] before = Files.readAllBytes(envelope);
        var file = Files.readAttributes(envelope, BasicFileAttributes.class).fileKey();
        bob().add(CAROL.publicKey()).rewrap(envelope);
        byte[] after = Files.readAllBytes(envelope);
        assertThat(Files.readAttributes(envelope, BasicFileAttributes.class).fileKey())
                .as("in place, and no copy of it")
                .isEqualTo(file);
        int head = head().length();
        assertThat(after).hasSameSizeAs(before).isNotEqualTo(before);
        assertThat(Arrays.equals(before, head, before.length, after, head, after.length))
                .isTrue();
        for (var each : new EnvelopeKeyPair[] {BOB, CAROL, DAVE}) {
            assertThat(opened(each)).isEqualTo(TEXT);
        }
        assertThat(EnvelopeFilesTest.names(directory)).containsExactly("envelope");
    }

    @Test
    void whoIsRemovedLeavesNoTraceInTheFile() throws Exception {
        var slots = head().slots();
        bob().remove(DAVE.publicKey()).add(CAROL.publicKey()).rewrap(envelope);
        bob().remove(CAROL.publicKey()).rewrap(envelope);
        var left = head().slots().list();
        assertThat(left).hasSize(1);
        var hex = java.util.HexFormat.of().formatHex(Files.readAllBytes(envelope));
        for (var slot : slots.list()) {
            var body = java.util.HexFormat.of().formatHex(slot.body());
            assertThat(hex.contains(body))
                    .isEqualTo(Arrays.equals(slot.hint(), left.get(0).hint()));
        }
        notOpened(DAVE);
        notOpened(CAROL);
        assertThat(opened(BOB)).isEqualTo(TEXT);
    }

    @Test
    void afterwardsItIsReadAtAnyPosition() throws Exception {
        bob().add(CAROL.publicKey()).rewrap(envelope);
        try (var all = HybridCipher.opener(CAROL)
                .from(ADA.publicKey())
                .acceptRewrapped()
                .openFile(envelope, CONTEXT)) {
            var part = ByteBuffer.allocate(20);
            all.position(TEXT.length - 20);
            while (part.hasRemaining() && all.read(part) >= 0) {}
            assertThat(part.array()).isEqualTo(Arrays.copyOfRange(TEXT, TEXT.length - 20, TEXT.length));
        }
    }

    @Test
    void nothingIsWrittenWhereNothingChanges() throws Exception {
        byte[] before = Files.readAllBytes(envelope);
        bob().renew().remove(CAROL.publicKey()).rewrap(envelope);
        assertThat(envelope).hasBinaryContent(before);
    }

    @Test
    void whereThereIsNoRoomANewFileWithRoomTakesItsPlace() throws Exception {
        for (byte[] tight : new byte[][] {message(), stream()}) {
            Files.write(envelope, tight);
            Files.setPosixFilePermissions(envelope, PosixFilePermissions.fromString("rw-r-----"));
            bob().add(CAROL.publicKey()).rewrap(envelope);
            byte[] after = Files.readAllBytes(envelope);
            assertThat(after.length).isGreaterThan(tight.length + 8_000);
            assertThat(head().length() % 4_096).isZero();
            int head = Head.read(new ByteArrayInputStream(tight)).length();
            assertThat(Arrays.equals(tight, head, tight.length, after, head().length(), after.length))
                    .isTrue();
            assertThat(EnvelopeFilesTest.permissions(envelope)).isEqualTo("rw-r-----");
            assertThat(opened(BOB)).isEqualTo(TEXT);
            assertThat(opened(CAROL)).isEqualTo(TEXT);
            bob().remove(CAROL.publicKey()).rewrap(envelope);
            assertThat(Files.size(envelope)).isEqualTo(after.length);
            assertThat(EnvelopeFilesTest.names(directory)).containsExactly("envelope");
        }
    }

    private static byte[] message() {
        return HybridCipher.to(BOB.publicKey()).signedBy(ADA).seal(TEXT, CONTEXT);
    }

    private static byte[] stream() throws IOException {
        var out = new java.io.ByteArrayOutputStream();
        HybridCipher.to(BOB.publicKey())
                .signedBy(ADA)
                .seal(new ByteArrayInputStream(TEXT), out, CONTEXT, Progress.none());
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theOwnerStays(boolean room) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give files to the user nobody");
        if (!room) {
            Files.write(envelope, message());
        }
        var nobody = nobody();
        Files.setOwner(envelope, nobody);
        bob().add(CAROL.publicKey()).rewrap(envelope);
        assertThat(Files.getOwner(envelope)).isEqualTo(nobody);
        assertThat(opened(CAROL)).isEqualTo(TEXT);
    }

    private UserPrincipal nobody() throws IOException {
        try {
            return directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        } catch (UserPrincipalNotFoundException e) {
            assumeTrue(false, "there is no user nobody here");
            throw e;
        }
    }

    @Test
    void theWrongKeysChangeNothing() throws Exception {
        byte[] before = Files.readAllBytes(envelope);
        var rewrapper = HybridCipher.rewrapper(CAROL).add(CAROL.publicKey());
        refused(rewrapper, Reason.NOT_OPENED, "cannot be opened with these keys");
        refused(bob().remove(BOB.publicKey(), DAVE.publicKey()), Reason.MISSING, "nobody could open");
        assertThat(envelope).hasBinaryContent(before);
        assertThat(EnvelopeFilesTest.names(directory)).containsExactly("envelope");
    }

    @Test
    void whatIsNoEnvelopeOrNotWholeStaysAsItIs() throws Exception {
        byte[] before = Files.readAllBytes(envelope);
        for (int length : new int[] {0, 3, 50, 91, 92, 500, head().length() - 1}) {
            byte[] cut = Arrays.copyOf(before, length);
            Files.write(envelope, cut);
            refused(bob().add(CAROL.publicKey()), Reason.NOT_OPENED, "changed or cut");
            assertThat(envelope).hasBinaryContent(cut);
        }
        Files.write(envelope, TEXT);
        refused(bob().add(CAROL.publicKey()), Reason.MALFORMED, "no envelope");
        assertThat(envelope).hasBinaryContent(TEXT);
        assertThat(EnvelopeFilesTest.names(directory)).containsExactly("envelope");
    }

    @Test
    void linksDirectoriesAndMissingFilesAreRefused() throws Exception {
        byte[] before = Files.readAllBytes(envelope);
        var link = Files.createSymbolicLink(directory.resolve("link"), envelope);
        var rewrapper = bob().add(CAROL.publicKey());
        assertThatIOException()
                .isThrownBy(() -> rewrapper.rewrap(link))
                .withMessageContaining("symbolic link")
                .withMessageContaining("name the file");
        assertThatIOException().isThrownBy(() -> rewrapper.rewrap(directory)).withMessageContaining("is a directory");
        assertThatIOException()
                .isThrownBy(() -> rewrapper.rewrap(directory.resolve("missing")))
                .withMessageContaining("missing");
        assertThat(envelope).hasBinaryContent(before);
        assertThat(EnvelopeFilesTest.names(directory)).containsExactly("envelope", "link");
        assertThat(opened(BOB, link)).as("reading follows links").isEqualTo(TEXT);
    }

    @Test
    void aFileThatMayNotBeWrittenStaysAsItIs() throws Exception {
        assumeFalse("root".equals(System.getProperty("user.name")), "root may write every file");
        Files.setPosixFilePermissions(envelope, PosixFilePermissions.fromString("r--r--r--"));
        byte[] before = Files.readAllBytes(envelope);
        assertThatIOException()
                .isThrownBy(() -> bob().add(CAROL.publicKey()).rewrap(envelope))
                .withMessageContaining("envelope");
        assertThat(envelope).hasBinaryContent(before);
    }

    @Test
    void twoAtOnceAreOneAfterTheOther() throws Exception {
        try (var held = FileChannel.open(envelope, StandardOpenOption.WRITE);
                var lock = held.lock()) {
            assertThat(lock.isValid()).isTrue();
            byte[] before = Files.readAllBytes(envelope);
            refused(bob().add(CAROL.publicKey()), Reason.IN_USE, "try again");
            assertThat(envelope).hasBinaryContent(before);
        }
        var others = IntStream.range(0, 4)
                .mapToObj(i -> EnvelopeKeyPair.generate(EnvelopeKeyType.X25519))
                .toList();
        var threads = Executors.newFixedThreadPool(4);
        try {
            var tasks = others.stream()
                    .<Callable<Boolean>>map(each -> () -> {
                        addedWhenFree(each);
                        return opened(each).length == TEXT.length && opened(BOB).length == TEXT.length;
                    })
                    .toList();
            for (var result : threads.invokeAll(tasks)) {
                assertThat(result.get()).isTrue();
            }
        } finally {
            threads.shutdown();
            assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(head().slots().list()).hasSize(6);
        assertThat(EnvelopeFilesTest.names(directory)).containsExactly("envelope");
    }

    private void addedWhenFree(EnvelopeKeyPair keys) throws Exception {
        while (true) {
            try {
                bob().add(keys.publicKey()).rewrap(envelope);
                return;
            } catch (KeyMaterialException e) {
                assertThat(e.reason()).isEqualTo(Reason.IN_USE);
                Thread.onSpinWait();
            }
        }
    }
}
