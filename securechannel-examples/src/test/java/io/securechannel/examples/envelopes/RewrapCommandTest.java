package io.securechannel.examples.envelopes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipients come and go, and their keys are rotated. */
class RewrapCommandTest {

    @TempDir
    private Path directory;

    private People people;

    @BeforeEach
    void anEnvelope() throws Exception {
        people = new People(directory);
        people.write("plan.txt", "the plan\n");
        people.line
                .store("seal @plan.txt --to @bob.pub --to @carol.pub --sign-name ada")
                .done();
    }

    @Test
    void oneGoesAndAnotherComes() throws Exception {
        people.key("dave", "envelope");
        Files.move(people.file("plan.txt.scev"), people.file("changed.scev"));
        var before = Files.size(people.file("changed.scev"));
        assertThat(people.line
                        .store("rewrap @changed.scev --name bob --add @dave.pub --remove @carol.pub")
                        .done())
                .contains("changed.scev");
        assertThat(people.file("changed.scev")).hasSize(before);
        assertThat(people.line
                        .store("open @changed.scev --name carol --from @ada.pub")
                        .failed())
                .contains("(NOT_OPENED)");
        assertThat(people.line
                        .store("open @changed.scev --name dave --from @ada.pub --accept-rewrapped")
                        .code())
                .isZero();
        assertThat(people.read("changed")).isEqualTo("the plan\n");
    }

    @Test
    void armorStaysArmor() throws Exception {
        people.line
                .store("seal @plan.txt --to @bob.pub --to @carol.pub --unsigned --armor")
                .done();
        people.line
                .store("rewrap @plan.txt.scev.asc --name bob --remove @carol.pub")
                .done();
        assertThat(people.read("plan.txt.scev.asc")).startsWith("-----BEGIN SECURECHANNEL ENVELOPE-----\n");
        assertThat(people.line
                        .store("open @plan.txt.scev.asc --name carol --unsigned -o @x")
                        .failed())
                .contains("(NOT_OPENED)");
        assertThat(people.line
                        .store("open @plan.txt.scev.asc --name bob --unsigned -o @x")
                        .code())
                .isZero();
    }

    @Test
    void armorKeepsItsAccessAndNoLinkIsFollowed() throws Exception {
        people.line
                .store("seal @plan.txt --to @bob.pub --to @carol.pub --unsigned --armor")
                .done();
        var file = people.file("plan.txt.scev.asc");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        for (var each : new String[] {"plan.txt.scev", "plan.txt.scev.asc"}) {
            Files.createSymbolicLink(people.file("link"), people.file(each));
            assertThat(people.line
                            .store("rewrap @link --name bob --remove @carol.pub")
                            .failed())
                    .contains("symbolic link");
            Files.delete(people.file("link"));
        }
        people.line
                .store("rewrap @plan.txt.scev.asc --name bob --remove @carol.pub")
                .done();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(people.files()).containsExactly("plan.txt", "plan.txt.scev", "plan.txt.scev.asc");
    }

    @Test
    void armorThatIsDamagedOrLockedStaysAsItIs() throws Exception {
        people.line
                .store("seal @plan.txt --to @bob.pub --to @carol.pub --unsigned --armor")
                .done();
        var file = people.file("plan.txt.scev.asc");
        var command = "rewrap @plan.txt.scev.asc --name bob --remove @carol.pub";
        try (var open = FileChannel.open(file, StandardOpenOption.WRITE);
                var lock = open.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThat(people.line.store(command).failed()).contains("try again", "(IN_USE)");
        }
        var cut = people.read("plan.txt.scev.asc").replace("-----END", "-----");
        Files.writeString(file, cut);
        assertThat(people.line.store(command).failed()).contains("(MALFORMED)");
        assertThat(file).hasContent(cut);
        try (var sparse = FileChannel.open(file, StandardOpenOption.WRITE)) {
            sparse.write(ByteBuffer.allocate(1), 3L << 30); // and few blocks on the disk
        }
        assertThat(people.line.store(command).failed()).contains("(MALFORMED)");
        assertThat(people.files()).containsExactly("plan.txt", "plan.txt.scev", "plan.txt.scev.asc");
    }

    @Test
    void whatRewrappingHasLeftIsOpenedIntoAPipeToo() throws Exception {
        var file = people.file("plan.txt.scev");
        var whole = Files.readAllBytes(file);
        int length = 92 + ByteBuffer.wrap(whole).getInt(88); // the head, and what a journal has of it
        var head = Arrays.copyOf(whole, length);
        var hash = MessageDigest.getInstance("SHA-256").digest(head);
        Arrays.fill(whole, 100, length, (byte) 0);
        Files.write(file, whole);
        var opened =
                people.pipe(new byte[0], "open " + file + " --name bob --from " + people.file("ada.pub") + " -o -");
        assertThat(opened.result().failed()).contains("(NOT_OPENED)");
        Files.write(people.file("plan.txt.scev.rewrap"), head);
        Files.write(people.file("plan.txt.scev.rewrap"), hash, StandardOpenOption.APPEND);
        opened = people.pipe(new byte[0], "open " + file + " --name bob --from " + people.file("ada.pub") + " -o -");
        assertThat(opened.result().err()).contains("signed by Ed25519");
        assertThat(opened.result().code()).isZero();
        assertThat(opened.text()).isEqualTo("the plan\n");
    }

    @Test
    void aRotatedKeyOpensWhatCameBeforeUntilItIsPruned() throws Exception {
        people.line.store("keys rotate bob").done();
        Files.copy(people.file("plan.txt.scev"), people.file("old.scev"));
        assertThat(people.line
                        .store("open @plan.txt.scev --name bob --from @ada.pub -o @x")
                        .code())
                .isZero();
        people.line.store("rewrap @plan.txt.scev --name bob --renew").done();
        people.line.store("keys prune bob").done();
        assertThat(people.line
                        .store("open @old.scev --name bob --from @ada.pub")
                        .failed())
                .contains("(NOT_OPENED)");
        // Signed for the key from before the rotation, which is not there any more.
        assertThat(people.line
                        .store("open @plan.txt.scev --name bob --from @ada.pub -o @y")
                        .failed())
                .contains("(NOT_ADDRESSED");
        assertThat(people.line
                        .store("open @plan.txt.scev --name bob --from @ada.pub --formerly @bob.pub -o @y")
                        .code())
                .isZero();
        assertThat(people.read("y")).isEqualTo("the plan\n");
        people.publish("bob");
        assertThat(people.line.store("envelope @plan.txt.scev --for @bob.pub").done())
                .contains("true");
    }

    @Test
    void weakerKeysComeInOnlyIfAskedFor() throws Exception {
        people.line.store("keys new old --kind envelope --type x25519").done();
        people.publish("old");
        assertThat(people.line
                        .store("rewrap @plan.txt.scev --name bob --add @old.pub")
                        .failed())
                .contains("(TOO_WEAK");
        people.line
                .store("rewrap @plan.txt.scev --name bob --add @old.pub --allow-classical")
                .done();
        assertThat(people.line
                        .store("open @plan.txt.scev --name bob --from @ada.pub --post-quantum -o @x")
                        .failed())
                .contains("(TOO_WEAK");
    }

    @Test
    void whatIsImpossibleLeavesTheFileAsItWas() throws Exception {
        var before = Files.readAllBytes(people.file("plan.txt.scev"));
        people.key("eve", "envelope");
        assertThat(people.line
                        .store("rewrap @plan.txt.scev --name eve --add @eve.pub")
                        .failed())
                .contains("(NOT_OPENED)");
        assertThat(people.line
                        .store("rewrap @plan.txt.scev --name bob --remove @bob.pub --remove @carol.pub")
                        .failed())
                .contains("(MISSING)");
        assertThat(people.line.store("rewrap @plan.txt.scev --name bob").wrong())
                .contains("nothing would change");
        assertThat(people.line
                        .store("rewrap @plan.txt.scev --name bob --name carol --renew")
                        .wrong())
                .contains("--renew is for one key");
        assertThat(people.line.store("rewrap - --name bob --renew").wrong()).contains("in its file");
        assertThat(people.file("plan.txt.scev")).hasBinaryContent(before);
        assertThat(people.files()).containsExactly("plan.txt", "plan.txt.scev");
    }
}
