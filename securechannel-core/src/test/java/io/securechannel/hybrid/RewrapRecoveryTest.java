package io.securechannel.hybrid;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.Sha256;
import io.securechannel.internal.envelope.Head;
import io.securechannel.internal.file.UndoJournal;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.testkit.faults.DiskState;
import io.securechannel.testkit.faults.Fault;
import io.securechannel.testkit.faults.FaultyDisk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever re-wrapping in a file is cut, the envelope opens as it was or as it will be, and can be re-wrapped again. */
class RewrapRecoveryTest {

    private static final byte[] TEXT = "what stays".getBytes(UTF_8);
    private static final byte[] CONTEXT = {};
    private static final EnvelopeKeyPair BOB = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519);
    private static final EnvelopeKeyPair CAROL = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519);
    private static final EnvelopeKeyPair DAVE = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519);

    /** From BOB and DAVE to BOB and CAROL. */
    private static final Rewrapper CHANGE =
            HybridCipher.rewrapper(BOB).add(CAROL.publicKey()).remove(DAVE.publicKey());

    private static final String LOCK = "envelope.rewrap.lock";

    @TempDir
    private Path directory;

    private Path envelope;
    private Path journal;
    private byte[] before;
    private byte[] after;
    private byte[] kept;
    private int head;

    @BeforeEach
    void seal() throws Exception {
        envelope = directory.resolve("envelope");
        journal = directory.resolve("envelope.rewrap");
        var out = new ByteArrayOutputStream();
        HybridCipher.to(BOB.publicKey(), DAVE.publicKey())
                .unsigned()
                .seal(new ByteArrayInputStream(TEXT), out, CONTEXT, Progress.none());
        before = out.toByteArray();
        after = CHANGE.rewrap(before);
        assertThat(after).hasSameSizeAs(before);
        head = Head.read(new ByteArrayInputStream(before)).length();
        byte[] part = Arrays.copyOf(before, head);
        kept = Sealer.join(part, Sha256.of(part));
    }

    private static boolean opens(EnvelopeKeyPair keys, Path file) throws IOException {
        try (var all = HybridCipher.opener(keys).unsigned().openFile(file, CONTEXT)) {
            assertThat(Channels.newInputStream(all).readAllBytes()).isEqualTo(TEXT);
            return true;
        } catch (KeyMaterialException e) {
            assertThat(e.reason()).isEqualTo(Reason.NOT_OPENED);
            return false;
        }
    }

    /** The new head up to the middle of its tag, so that it cannot be whole. */
    private byte[] torn() {
        byte[] torn = before.clone();
        System.arraycopy(after, 0, torn, 0, head - 16);
        return torn;
    }

    /** Without waiting for the real disk. */
    private static void rewrap(Rewrapper rewrapper, Path file) throws Exception {
        rewrapper.rewrap(
                FaultyDisk.over(file.getParent()).path(file.getFileName().toString()));
    }

    private static void requireAsItWas(Path file) throws IOException {
        assertThat(opens(BOB, file)).isTrue();
        assertThat(opens(DAVE, file)).isTrue();
        assertThat(opens(CAROL, file)).isFalse();
    }

    private static void requireAsItWillBe(Path file) throws IOException {
        assertThat(opens(BOB, file)).isTrue();
        assertThat(opens(DAVE, file)).isFalse();
        assertThat(opens(CAROL, file)).isTrue();
    }

    private void requireRewrappedAgain() throws Exception {
        rewrap(CHANGE, envelope);
        requireAsItWillBe(envelope);
        assertThat(EnvelopeFilesTest.names(directory)).containsExactly("envelope");
        byte[] now = Files.readAllBytes(envelope);
        assertThat(Arrays.equals(now, head, now.length, before, head, before.length))
                .isTrue();
    }

    @Test
    void aJournalThatWasCutMeansThatNothingHasHappened() throws Exception {
        for (int length = 0; length < kept.length; length++) {
            Files.write(envelope, before);
            Files.write(journal, Arrays.copyOf(kept, length));
            if (length % 64 == 0 || length > kept.length - 3) {
                requireAsItWas(envelope);
                requireRewrappedAgain();
            } else {
                assertThat(EnvelopeFile.kept(journal, Arrays.copyOf(before, head)))
                        .isEmpty();
                assertThat(UndoJournal.isForeign(journal, Arrays.copyOf(before, head)))
                        .isFalse();
            }
        }
        Files.write(envelope, before);
        Files.write(journal, new byte[kept.length]);
        requireAsItWas(envelope);
        requireRewrappedAgain();
    }

    @Test
    void aJournalThatIsWholeHasTheHead() throws Exception {
        for (int written = Head.FIXED; written < head; written += 31) {
            byte[] torn = before.clone();
            System.arraycopy(after, 0, torn, 0, written);
            Files.write(envelope, torn);
            Files.write(journal, kept);
            requireAsItWas(envelope);
            assertThat(envelope).as("readers write nothing").hasBinaryContent(torn);
            assertThat(journal).hasBinaryContent(kept);
            requireRewrappedAgain();
        }
    }

    /** Until somebody re-wraps it, who was removed still gets in by the journal. */
    @Test
    void whenAllHasBeenWrittenTheNewHeadCounts() throws Exception {
        Files.write(envelope, after);
        Files.write(journal, kept);
        for (var each : new EnvelopeKeyPair[] {BOB, CAROL, DAVE}) {
            assertThat(opens(each, envelope)).isTrue();
        }
        HybridCipher.rewrapper(BOB)
                .add(CAROL.publicKey())
                .remove(DAVE.publicKey())
                .rewrap(envelope);
        requireAsItWillBe(envelope);
        assertThat(EnvelopeFilesTest.names(directory)).containsExactly("envelope");
    }

    /** Whoever may make files there must not shut out those whom the envelope lets in. */
    @Test
    void aForgedJournalOfAWholeFileIsInNobodysWay() throws Exception {
        byte[] part = Arrays.copyOf(before, head);
        Arrays.fill(part, Head.FIXED, head, (byte) 7);
        byte[] forged = Sealer.join(part, Sha256.of(part));
        Files.write(envelope, before);
        Files.write(journal, forged);
        requireAsItWas(envelope);
        requireRewrappedAgain();
    }

    @Test
    void theHeadIsPutBackBeforeTheEnvelopeMoves() throws Exception {
        byte[] torn = torn();
        Files.write(envelope, torn);
        Files.write(journal, kept);
        HybridCipher.rewrapper(BOB).add(CAROL.publicKey()).rewrap(envelope);
        assertThat(Files.size(envelope)).isGreaterThan(before.length);
        for (var each : new EnvelopeKeyPair[] {BOB, CAROL, DAVE}) {
            assertThat(opens(each, envelope)).isTrue();
        }
        assertThat(EnvelopeFilesTest.names(directory)).containsExactly("envelope");
    }

    /** The journal goes when the new head is there: who has read half of that, and looks for the journal then, reads again. */
    @Test
    void whatWasBeingWrittenIsReadAgain() throws Exception {
        Files.write(envelope, torn());
        var times = new AtomicInteger();
        try (var file = Files.newByteChannel(envelope)) {
            var watched = (SeekableByteChannel) Proxy.newProxyInstance(
                    SeekableByteChannel.class.getClassLoader(),
                    new Class<?>[] {SeekableByteChannel.class},
                    (proxy, method, given) -> {
                        boolean sought = method.getName().equals("position") && given != null;
                        if (sought && times.incrementAndGet() == 2) {
                            Files.write(envelope, after);
                        }
                        return method.invoke(file, given);
                    });
            byte[] found = EnvelopeFile.opened(
                    envelope, watched, EnvelopeKeys.of(List.of(CAROL)), (head, rest) -> head.bytes());
            assertThat(found).isEqualTo(Arrays.copyOf(after, head));
        }
        assertThat(times.get()).isGreaterThan(2);
    }

    /** From the moment on that the journal has its name, and it has all that belongs into it. */
    @Test
    void whoMayReadTheFileMayReadTheJournal() throws Exception {
        var disk = FaultyDisk.over(directory);
        Files.write(envelope, before);
        Files.setPosixFilePermissions(envelope, PosixFilePermissions.fromString("rw-r--r--"));
        CHANGE.rewrap(disk.path("envelope"));
        var calls = disk.calls().stream()
                .filter(call -> call.matches("(write|setPermissions|force) .*\\.tmp|(move|open) envelope\\.rewrap"))
                .map(call -> call.substring(0, call.indexOf(' ')))
                .distinct()
                .toList();
        assertThat(calls).as("%s", disk.calls()).containsExactly("write", "setPermissions", "force", "move");
    }

    /** Of whoever could make files there, and could not have changed this one. */
    @Test
    void theJournalOfAStrangerIsNotBelieved() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give files to the user nobody");
        var users = directory.getFileSystem().getUserPrincipalLookupService();
        Files.write(envelope, torn());
        Files.write(journal, kept);
        Files.setOwner(envelope, users.lookupPrincipalByName("daemon"));
        requireAsItWas(envelope); // it is of root
        Files.setOwner(journal, users.lookupPrincipalByName("nobody"));
        Files.setPosixFilePermissions(envelope, PosixFilePermissions.fromString("rw-r--r--"));
        for (ThrowingCallable each :
                new ThrowingCallable[] {() -> opens(BOB, envelope), () -> CHANGE.rewrap(envelope)}) {
            assertThatIOException()
                    .isThrownBy(each)
                    .withMessageContaining(journal + ": it belongs to nobody, who may not write envelope")
                    .withMessageContaining("delete it");
        }
        assertThat(envelope).hasBinaryContent(torn());
        for (String writers : List.of("rw-rw-r--", "rw-r---w-")) {
            Files.setPosixFilePermissions(envelope, PosixFilePermissions.fromString(writers));
            requireAsItWas(envelope);
        }
        Files.setPosixFilePermissions(envelope, PosixFilePermissions.fromString("rw-r--r--"));
        Files.write(envelope, before);
        assertThat(opens(BOB, envelope)).as("whom the file itself lets in").isTrue();
        requireRewrappedAgain();
    }

    /** A reader whom the journal keeps out, as its owner may, or the disk. */
    @Test
    void aJournalThatCannotBeReadIsInNobodysWay() throws Exception {
        Files.write(envelope, before);
        Files.write(journal, kept);
        int looks = 0;
        int call = 1;
        for (boolean struck = true; struck; call++) {
            var disk = FaultyDisk.over(directory).at(call, Fault.FAILS);
            boolean failed = false;
            try {
                assertThat(opens(BOB, disk.path("envelope"))).isTrue();
            } catch (IOException e) {
                failed = true;
            }
            struck = disk.struck();
            if (struck && disk.calls().get(call - 1).contains(".rewrap")) {
                assertThat(failed).as("%s", disk.calls()).isFalse();
                looks++;
            }
        }
        assertThat(looks).isGreaterThan(1);
    }

    @Test
    void theWrongKeysPutNothingBack() throws Exception {
        byte[] torn = torn();
        Files.write(envelope, torn);
        Files.write(journal, kept);
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() ->
                        HybridCipher.rewrapper(CAROL).remove(BOB.publicKey()).rewrap(envelope))
                .satisfies(error -> assertThat(error.reason()).isEqualTo(Reason.NOT_OPENED));
        assertThat(envelope).hasBinaryContent(torn);
        assertThat(journal).hasBinaryContent(kept);
    }

    @Test
    void aJournalThatWasChangedIsNotTakenAndNotThrownAway() throws Exception {
        for (int at : new int[] {0, 40, 90, 150, head, kept.length - 1}) {
            byte[] flipped = kept.clone();
            flipped[at] = (byte) (flipped[at] == 1 ? 3 : flipped[at] ^ 1); // not 0, as where a disk was cut off
            Files.write(envelope, before);
            Files.write(journal, flipped);
            requireAsItWas(envelope);
            requireForeign(flipped);
            assertThat(envelope).hasBinaryContent(before);
            byte[] torn = torn();
            Files.write(envelope, torn);
            assertThat(opens(BOB, envelope)).isFalse();
            assertThatExceptionOfType(KeyMaterialException.class)
                    .isThrownBy(() -> CHANGE.rewrap(envelope))
                    .satisfies(error -> assertThat(error.reason()).isEqualTo(Reason.NOT_OPENED));
            assertThat(envelope).hasBinaryContent(torn);
            assertThat(journal).hasBinaryContent(flipped);
        }
    }

    @Test
    void whatBelongsToAnotherEnvelopeIsLeftAlone() throws Exception {
        byte[] other =
                HybridCipher.to(BOB.publicKey(), DAVE.publicKey()).unsigned().seal(TEXT, CONTEXT);
        byte[] part = Arrays.copyOf(other, head);
        byte[] longer = Sealer.join(kept, new byte[10]);
        var moved = Head.read(new ByteArrayInputStream(before)).withRoom().bytes();
        for (byte[] foreign : new byte[][] {
            Sealer.join(part, Sha256.of(part)),
            longer,
            Sealer.join(moved, Sha256.of(moved)),
            "notes of mine".getBytes(UTF_8)
        }) {
            Files.write(envelope, before);
            Files.write(journal, foreign);
            requireAsItWas(envelope);
            requireForeign(foreign);
            assertThat(envelope).hasBinaryContent(before);
        }
        Files.delete(journal);
        Files.createDirectory(journal);
        requireAsItWas(envelope);
        requireForeign(null);
        Files.delete(journal);
        Files.createSymbolicLink(journal, Files.write(directory.resolve("elsewhere"), kept));
        requireAsItWas(envelope);
        requireForeign(kept);
        assertThat(envelope).hasBinaryContent(before);
    }

    private void requireForeign(byte @org.jspecify.annotations.Nullable [] content) {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> CHANGE.rewrap(envelope))
                .withMessageContaining("envelope.rewrap")
                .withMessageContaining("was not changed")
                .satisfies(error -> assertThat(error.reason()).isEqualTo(Reason.ALREADY_THERE));
        assertThat(journal).exists();
        if (content != null) {
            assertThat(journal).hasBinaryContent(content);
        }
    }

    @Test
    void throughALinkTheJournalIsFoundBesideTheFile() throws Exception {
        byte[] torn = torn();
        Files.write(envelope, torn);
        Files.write(journal, kept);
        var link = Files.createSymbolicLink(
                Files.createDirectory(directory.resolve("links")).resolve("link"), envelope);
        requireAsItWas(link);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPowerCutAtAnyCall(boolean room) throws Exception {
        var seen = new HashSet<List<Optional<ByteBuffer>>>();
        int call = 1;
        for (boolean struck = true; struck; call++) {
            var disk = disk(call, room).at(call, Fault.POWER_CUT);
            var failed = isFailing(disk, room);
            struck = disk.struck();
            assertThat(struck || !failed).as("%s", disk.calls()).isTrue();
            for (var state : disk.afterPowerCut()) {
                assertThat(failed || Set.of("envelope", LOCK).containsAll(state.names()))
                        .as("%s", state)
                        .isTrue();
                if (seen.add(whatCounts(state))) {
                    requireUsable(state, failed, room);
                }
            }
        }
        assertThat(call).isGreaterThan(12);
        assertThat(seen).hasSizeGreaterThan(room ? 6 : 1);
    }

    private static List<Optional<ByteBuffer>> whatCounts(DiskState state) {
        return Stream.of("envelope", "envelope.rewrap")
                .map(name -> state.content(name).map(ByteBuffer::wrap))
                .toList();
    }

    private void requireUsable(DiskState state, boolean failed, boolean room) throws Exception {
        var file = state.writeTo(Files.createTempDirectory(directory, "state")).resolve("envelope");
        assertThat(opens(BOB, file)).as("%s", state).isTrue();
        boolean added = opens(CAROL, file);
        assertThat(added || (failed && opens(DAVE, file))).as("%s", state).isTrue();
        requireRepaired(file, room);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFailureOfAnyCall(boolean room) throws Exception {
        for (var fault : new Fault[] {Fault.FAILS, Fault.FAILS_WHEN_DONE}) {
            int call = 1;
            for (boolean struck = true; struck; call++) {
                var disk = disk(call, room).writingAtMost(8_192).at(call, fault);
                boolean failed = isFailing(disk, room);
                struck = disk.struck();
                var file = disk.real("envelope");
                assertThat(opens(BOB, file)).as("%s", disk.calls()).isTrue();
                assertThat(opens(DAVE, file) || opens(CAROL, file)).isTrue();
                if (!failed) {
                    assertThat(opens(CAROL, file)).isTrue();
                }
                requireRepaired(file, room);
            }
            assertThat(call).isGreaterThan(12);
        }
    }

    private static Rewrapper change(boolean room) {
        return room ? CHANGE : HybridCipher.rewrapper(BOB).add(CAROL.publicKey());
    }

    private static void requireRepaired(Path file, boolean room) throws Exception {
        rewrap(change(room), file);
        assertThat(opens(BOB, file)).isTrue();
        assertThat(opens(CAROL, file)).isTrue();
        assertThat(opens(DAVE, file)).isEqualTo(!room);
        assertThat(file.resolveSibling("envelope.rewrap")).doesNotExist();
        assertThat(file.resolveSibling(LOCK))
                .as("what was left is taken, and goes")
                .doesNotExist();
    }

    private FaultyDisk disk(int call, boolean room) throws IOException {
        var root = Files.createTempDirectory(directory, (room ? "inplace" : "moved") + call + "-");
        Files.write(root.resolve("envelope"), before);
        return FaultyDisk.over(root).writingAtMost(room ? 200 : 8_192);
    }

    private static boolean isFailing(FaultyDisk disk, boolean room) throws KeyMaterialException {
        try {
            change(room).rewrap(disk.path("envelope"));
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
