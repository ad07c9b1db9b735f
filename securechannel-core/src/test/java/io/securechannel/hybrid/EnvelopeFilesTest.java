package io.securechannel.hybrid;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.envelope.Head;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.testkit.faults.Fault;
import io.securechannel.testkit.faults.FaultyDisk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file goes in, a file comes out; or else nothing has happened. */
class EnvelopeFilesTest {

    private static final int MIB = 1 << 20;
    private static final byte[] CONTEXT = "backup of Monday".getBytes(UTF_8);
    private static final byte[] OLD = "what was there before".getBytes(UTF_8);
    private static final EnvelopeKeyPair BOB = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519);
    private static final SigningKeyPair ADA = SigningKeyPair.generate(SigningKeyType.ED25519);
    private static final Sealer SEALER = HybridCipher.to(BOB.publicKey()).signedBy(ADA);
    private static final Sealer ANONYMOUS = HybridCipher.to(BOB.publicKey()).unsigned();
    private static final SignedOpener SIGNED = HybridCipher.opener(BOB).from(ADA.publicKey());
    private static final UnsignedOpener UNSIGNED = HybridCipher.opener(BOB).unsigned();

    @TempDir
    private Path directory;

    private Path plain;
    private Path envelope;
    private Path opened;

    @BeforeEach
    void names() {
        plain = directory.resolve("plain");
        envelope = directory.resolve("envelope");
        opened = directory.resolve("opened");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, MIB + 1})
    void whatGoesInComesOut(int length) throws Exception {
        byte[] text = bytes(length);
        Files.write(plain, text);
        SEALER.seal(plain, envelope, CONTEXT, Progress.none());
        var provenance = SIGNED.open(envelope, opened, CONTEXT, Progress.none());
        assertThat(opened).hasBinaryContent(text);
        assertThat(provenance.sender()).isEqualTo(Sender.of(ADA.publicKey()));
        Files.write(opened, OLD);
        ANONYMOUS.seal(plain, envelope, CONTEXT, Progress.none());
        UNSIGNED.open(envelope, opened, CONTEXT, Progress.none());
        assertThat(opened).hasBinaryContent(text);
        assertThat(names(directory)).containsExactly("envelope", "opened", "plain");
    }

    @Test
    void whoMayReadWhat() throws Exception {
        Files.write(plain, OLD);
        SEALER.seal(plain, envelope, CONTEXT, Progress.none());
        SIGNED.open(envelope, opened, CONTEXT, Progress.none());
        assertThat(permissions(envelope)).startsWith("rw-");
        assertThat(permissions(opened)).isEqualTo("rw-------");
    }

    @Test
    void progressIsTold() throws Exception {
        Files.write(plain, bytes(2 * MIB));
        var told = new ArrayList<Long>();
        SEALER.seal(plain, envelope, CONTEXT, told::add);
        assertThat(told).isSorted().endsWith(2L * MIB).hasSizeGreaterThan(1);
        told.clear();
        SIGNED.open(envelope, opened, CONTEXT, told::add);
        assertThat(told).isSorted().endsWith(2L * MIB).hasSizeGreaterThan(1);
    }

    @Test
    void thereIsRoomForMoreRecipients() throws Exception {
        Files.write(plain, OLD);
        for (int count : new int[] {1, 20}) {
            var keys = new ArrayList<>(List.of(BOB.publicKey()));
            while (keys.size() < count) {
                keys.add(EnvelopeKeyPair.generate(EnvelopeKeyType.X25519).publicKey());
            }
            HybridCipher.to(keys).unsigned().seal(plain, envelope, CONTEXT, Progress.none());
            var head = Head.read(new ByteArrayInputStream(Files.readAllBytes(envelope)));
            int used = 2 + keys.size() * 91 + 32;
            assertThat(head.length() % 4_096).isZero();
            assertThat(head.area() - used).isBetween(Math.max(8, keys.size()) * 1_179, keys.size() * 1_179 + 14_000);
        }
    }

    @Test
    void aFileIsNotWrittenOverItself() throws Exception {
        Files.write(plain, OLD);
        Files.createSymbolicLink(envelope, plain);
        for (var target : new Path[] {plain, envelope, directory.resolve("../" + directory.getFileName() + "/plain")}) {
            assertThatIOException()
                    .isThrownBy(() -> SEALER.seal(plain, target, CONTEXT, Progress.none()))
                    .withMessageContaining("same file")
                    .withMessageContaining("name another");
        }
        assertThat(plain).hasBinaryContent(OLD);
        Files.delete(envelope);
        SEALER.seal(plain, envelope, CONTEXT, Progress.none());
        byte[] sealed = Files.readAllBytes(envelope);
        assertThatIOException()
                .isThrownBy(() -> SIGNED.open(envelope, envelope, CONTEXT, Progress.none()))
                .withMessageContaining("same file");
        assertThatIOException()
                .isThrownBy(() -> UNSIGNED.open(envelope, envelope, CONTEXT, Progress.none()))
                .withMessageContaining("same file");
        assertThat(envelope).hasBinaryContent(sealed);
    }

    @Test
    void directoriesAndMissingFilesAreNamed() throws Exception {
        Files.write(plain, OLD);
        SEALER.seal(plain, envelope, CONTEXT, Progress.none());
        assertThatIOException()
                .isThrownBy(() -> SEALER.seal(directory, opened, CONTEXT, Progress.none()))
                .withMessageContaining("is a directory");
        assertThatIOException()
                .isThrownBy(() -> SEALER.seal(plain, directory, CONTEXT, Progress.none()))
                .withMessageContaining("is a directory");
        assertThatIOException()
                .isThrownBy(() -> SIGNED.open(directory, opened, CONTEXT, Progress.none()))
                .withMessageContaining("is a directory");
        assertThatIOException()
                .isThrownBy(() -> SIGNED.open(envelope, directory, CONTEXT, Progress.none()))
                .withMessageContaining("is a directory");
        assertThatIOException()
                .isThrownBy(() -> SIGNED.openFile(directory, CONTEXT))
                .withMessageContaining("is a directory");
        assertThatIOException()
                .isThrownBy(() -> SEALER.seal(directory.resolve("missing"), opened, CONTEXT, Progress.none()))
                .withMessageContaining("missing");
        assertThatIOException()
                .isThrownBy(() -> SEALER.seal(plain, directory.resolve("missing/envelope"), CONTEXT, Progress.none()))
                .withMessageContaining("there is no directory");
        assertThat(names(directory)).containsExactly("envelope", "plain");
    }

    /** Beside which no journal and no lock can be. */
    @ParameterizedTest
    @ValueSource(ints = {236, 237, 241, 248, 249, 255})
    void aNameMayBeAsLongAsTheSystemTakesIt(int length) throws Exception {
        Files.write(plain, OLD);
        envelope = directory.resolve("e".repeat(length));
        opened = directory.resolve("o".repeat(length));
        SEALER.seal(plain, envelope, CONTEXT, Progress.none());
        SIGNED.open(envelope, opened, CONTEXT, Progress.none());
        assertThat(opened).hasBinaryContent(OLD);
        try (var file = SIGNED.openFile(envelope, CONTEXT)) {
            assertThat(file.size()).isEqualTo(OLD.length);
        }
        refused(
                HybridCipher.opener(EnvelopeKeyPair.generate(EnvelopeKeyType.X25519))
                        .from(ADA.publicKey()),
                CONTEXT,
                Reason.NOT_OPENED);
        var rewrapper = HybridCipher.rewrapper(BOB)
                .add(EnvelopeKeyPair.generate(EnvelopeKeyType.X25519).publicKey());
        if (length + ".rewrap.lock".length() <= 255) {
            rewrapper.rewrap(envelope);
        } else {
            byte[] sealed = Files.readAllBytes(envelope);
            assertThatIOException().isThrownBy(() -> rewrapper.rewrap(envelope)).withMessageContaining("a shorter one");
            assertThat(envelope).hasBinaryContent(sealed);
        }
        assertThat(names(directory)).hasSize(3);
    }

    @Test
    void aLinkIsReplacedAndNotWhatItLeadsTo() throws Exception {
        Files.write(plain, bytes(100));
        var other = Files.write(directory.resolve("other"), OLD);
        Files.createSymbolicLink(envelope, other);
        Files.createSymbolicLink(opened, other);
        SEALER.seal(plain, envelope, CONTEXT, Progress.none());
        SIGNED.open(envelope, opened, CONTEXT, Progress.none());
        assertThat(opened).hasBinaryContent(bytes(100)).isRegularFile();
        assertThat(other).hasBinaryContent(OLD);
    }

    @Test
    void whatIsRefusedTakesNoName() throws Exception {
        Files.write(plain, bytes(2 * MIB + 5));
        SEALER.seal(plain, envelope, CONTEXT, Progress.none());
        byte[] sealed = Files.readAllBytes(envelope);
        Files.write(opened, OLD);
        for (int length : new int[] {0, 50, 91, 200, 20_000, MIB, sealed.length - 1}) {
            Files.write(envelope, Arrays.copyOf(sealed, length));
            refused(SIGNED, CONTEXT, Reason.NOT_OPENED);
        }
        sealed[sealed.length - 1] ^= 1;
        Files.write(envelope, sealed);
        refused(SIGNED, CONTEXT, Reason.NOT_OPENED);
        sealed[sealed.length - 1] ^= 1;
        Files.write(envelope, sealed);
        refused(SIGNED, new byte[0], Reason.WRONG_CONTEXT);
        refused(
                HybridCipher.opener(BOB)
                        .from(SigningKeyPair.generate(SigningKeyType.ED25519).publicKey()),
                CONTEXT,
                Reason.UNKNOWN_SENDER);
        refused(
                HybridCipher.opener(EnvelopeKeyPair.generate(EnvelopeKeyType.X25519))
                        .from(ADA.publicKey()),
                CONTEXT,
                Reason.NOT_OPENED);
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> UNSIGNED.open(envelope, opened, CONTEXT, Progress.none()))
                .satisfies(error -> assertThat(error.reason()).isEqualTo(Reason.WRONG_KIND));
        assertThat(opened).hasBinaryContent(OLD);
        assertThat(names(directory)).containsExactly("envelope", "opened", "plain");
    }

    private void refused(SignedOpener opener, byte[] context, Reason reason) throws IOException {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> opener.open(envelope, opened, context, Progress.none()))
                .satisfies(error -> assertThat(error.reason()).isEqualTo(reason));
        assertThat(opened).hasBinaryContent(OLD);
    }

    @Test
    void theGuardIsAskedOnceAllIsVerified() throws Exception {
        Files.write(plain, bytes(2 * MIB + 5));
        SEALER.seal(plain, envelope, CONTEXT, Progress.none());
        byte[] sealed = Files.readAllBytes(envelope);
        var asked = new ArrayList<EnvelopeId>();
        var guarded = SIGNED.replayGuard((sender, id, signedAt) -> {
            asked.add(id);
            if (asked.size() > 1) {
                throw new KeyMaterialException(Reason.REPLAYED, "seen");
            }
        });
        Files.write(opened, OLD);
        Files.write(envelope, Arrays.copyOf(sealed, sealed.length - 1));
        refused(guarded, CONTEXT, Reason.NOT_OPENED);
        assertThat(asked).isEmpty();
        Files.write(envelope, sealed);
        guarded.open(envelope, opened, CONTEXT, Progress.none());
        assertThat(opened).hasBinaryContent(bytes(2 * MIB + 5));
        Files.write(opened, OLD);
        refused(guarded, CONTEXT, Reason.REPLAYED);
        assertThat(names(directory)).containsExactly("envelope", "opened", "plain");
    }

    @Test
    void aProgressThatThrowsLeavesNothing() throws Exception {
        Files.write(plain, bytes(MIB));
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> SEALER.seal(plain, envelope, CONTEXT, bytes -> {
                    throw new IllegalStateException("cancelled");
                }))
                .withMessage("cancelled");
        assertThat(names(directory)).containsExactly("plain");
    }

    /** A full disk and a source that fails half-way among them. */
    @Test
    void aFailureOfAnyCallLeavesTheOldOrTheNew() throws Exception {
        byte[] text = bytes(3_000);
        Files.write(plain, text);
        SEALER.seal(plain, envelope, CONTEXT, Progress.none());
        byte[] sealed = Files.readAllBytes(envelope);
        int call = 1;
        for (boolean struck = true; struck; call++) {
            var disk = disk("seal" + call, "plain", text).at(call, Fault.FAILS);
            struck =
                    isFailing(disk, () -> SEALER.seal(disk.path("plain"), disk.path("file"), CONTEXT, Progress.none()));
            var found = Files.readAllBytes(disk.real("file"));
            assertThat(Arrays.equals(found, OLD) || Arrays.equals(SIGNED.open(found, CONTEXT), text))
                    .as("%s", disk.calls())
                    .isTrue();
        }
        assertThat(call).isGreaterThan(10);
        call = 1;
        for (boolean struck = true; struck; call++) {
            var disk = disk("open" + call, "envelope", sealed).at(call, Fault.FAILS);
            struck = isFailing(
                    disk, () -> SIGNED.open(disk.path("envelope"), disk.path("file"), CONTEXT, Progress.none()));
            assertThat(Files.readAllBytes(disk.real("file")))
                    .as("%s", disk.calls())
                    .isIn(OLD, text);
        }
        assertThat(call).isGreaterThan(10);
    }

    private static boolean isFailing(FaultyDisk disk, Action action) throws Exception {
        IOException failure = null;
        try {
            action.run();
        } catch (IOException e) {
            failure = e;
        }
        assertThat(disk.names()).as("%s", disk.calls()).hasSize(2);
        if (!disk.struck()) {
            assertThat(failure).isNull();
        }
        return disk.struck();
    }

    private FaultyDisk disk(String name, String source, byte[] content) throws IOException {
        var root = Files.createDirectory(directory.resolve(name));
        Files.write(root.resolve(source), content);
        Files.write(root.resolve("file"), OLD);
        return FaultyDisk.over(root);
    }

    /** What may fail. */
    @FunctionalInterface
    private interface Action {
        void run() throws Exception;
    }

    static List<String> names(Path directory) throws IOException {
        try (var all = Files.list(directory)) {
            return all.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static byte[] bytes(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
