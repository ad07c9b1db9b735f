package io.securechannel.examples.envelopes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Two people with keys in a key store, and what passes between them. */
class SealCommandTest {

    private static final String TEXT = "the plan, for Bob and Carol\n";

    @TempDir
    private Path directory;

    private People people;

    @BeforeEach
    void keys() throws Exception {
        people = new People(directory);
        people.write("plan.txt", TEXT);
    }

    @Test
    void whatIsSealedToSeveralOpensForEachOfThemAndNamesItsSender() throws Exception {
        assertThat(people.line
                        .store("seal @plan.txt --to @bob.pub --to @carol.pub --sign-name ada --context plans")
                        .done())
                .matches("wrote .*plan\\.txt\\.scev, for 2 keys, post-quantum, signed by Ed25519 SHA256:\\S+\\R");
        assertThat(Files.readAllBytes(people.file("plan.txt.scev")))
                .startsWith("SCEV".getBytes(StandardCharsets.US_ASCII));
        for (var name : new String[] {"bob", "carol"}) {
            var opened = people.line.store(
                    "open @plan.txt.scev --name " + name + " --from @ada.pub --context plans -o @opened." + name);
            assertThat(opened.code()).isZero();
            assertThat(opened.err())
                    .matches("signed by Ed25519 SHA256:\\S+ \\(.*ada\\.pub\\), by that clock at \\d{4}-\\S+Z\\R");
            assertThat(opened.out()).matches("wrote .*opened\\." + name + "\\R");
            assertThat(people.read("opened." + name)).isEqualTo(TEXT);
        }
    }

    @Test
    void theOpenedFileIsForItsOwnerAloneAndHasTheNameFromBefore() throws Exception {
        people.line.store("seal @plan.txt --to @bob.pub --sign-name ada").done();
        Files.delete(people.file("plan.txt"));
        assertThat(people.line
                        .store("open @plan.txt.scev --name bob --from @ada.pub")
                        .code())
                .isZero();
        assertThat(people.read("plan.txt")).isEqualTo(TEXT);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(people.file("plan.txt"))))
                .isEqualTo("rw-------");
    }

    @Test
    void nothingIsReplacedUnasked() throws Exception {
        people.write("plan.txt.scev", "something else");
        assertThat(people.line
                        .store("seal @plan.txt --to @bob.pub --sign-name ada")
                        .failed())
                .contains("plan.txt.scev is there already; --force replaces it");
        assertThat(people.read("plan.txt.scev")).isEqualTo("something else");
        people.line
                .store("seal @plan.txt --to @bob.pub --sign-name ada --force")
                .done();
        people.write("plan.txt", "newer");
        assertThat(people.line
                        .store("open @plan.txt.scev --name bob --from @ada.pub")
                        .failed())
                .contains("plan.txt is there already");
        assertThat(people.read("plan.txt")).isEqualTo("newer");
        assertThat(people.line
                        .store("seal @plan.txt --to @bob.pub --unsigned --force -o @test.keys")
                        .failed())
                .contains("is a key store, which nothing replaces");
        assertThat(people.files()).containsExactly("plan.txt", "plan.txt.scev");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void devicesAreWrittenAndNotReplaced() throws Exception {
        for (var each : new String[] {"null", "full"}) {
            Files.createSymbolicLink(people.file(each), Path.of("/dev/" + each));
        }
        var seal = "seal @plan.txt --to @bob.pub --unsigned ";
        for (var options : new String[] {"", " --armor"}) {
            assertThat(people.line.store(seal + "-o @null" + options).done()).contains("wrote ");
            assertThat(people.line.store(seal + "--force -o @full" + options).failed())
                    .contains("No space left");
        }
        people.line.store(seal.strip()).done();
        assertThat(people.line
                        .store("open @plan.txt.scev --name bob --unsigned --force -o @null")
                        .code())
                .isZero();
        for (var each : new String[] {"null", "full"}) {
            assertThat(Files.isSymbolicLink(people.file(each))).isTrue();
        }
        assertThat(people.files()).containsExactly("full", "null", "plan.txt", "plan.txt.scev");
    }

    @Test
    void namesOfFilesDoNotSteerTheTerminal() throws Exception {
        var name = "plan\u001b[31m\u0007.txt";
        people.write(name, TEXT);
        assertThat(people.line
                        .store("seal @" + name + " --to @bob.pub --unsigned")
                        .done())
                .contains("plan?[31m?.txt.scev, for 1 key");
        assertThat(people.line
                        .store("seal @" + name + " --to @bob.pub --unsigned")
                        .failed())
                .contains("plan?[31m?.txt.scev is there already");
        assertThat(people.line.store("open @" + name + " --name bob --unsigned").wrong())
                .contains("plan?[31m?.txt does not end");
        assertThat(people.line.store("seal @plan.txt " + name + " --unsigned").wrong())
                .contains("plan?[31m?.txt");
    }

    @Test
    void armorIsRecognised() throws Exception {
        people.line
                .store("seal @plan.txt --to @bob.pub --sign-name ada --armor")
                .done();
        assertThat(people.read("plan.txt.scev.asc"))
                .startsWith("-----BEGIN SECURECHANNEL ENVELOPE-----\n")
                .endsWith("-----END SECURECHANNEL ENVELOPE-----\n");
        assertThat(people.line
                        .store("open @plan.txt.scev.asc --name bob --from @ada.pub -o @opened")
                        .code())
                .isZero();
        assertThat(people.read("opened")).isEqualTo(TEXT);
        people.write("cut.asc", people.read("plan.txt.scev.asc").substring(0, 900));
        assertThat(people.line
                        .store("open @cut.asc --name bob --from @ada.pub -o @cut")
                        .failed())
                .contains("(MALFORMED)");
        assertThat(people.file("cut")).doesNotExist();
    }

    @Test
    void pipesTakeEveryByte() throws Exception {
        var bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        var sealed = people.pipe(bytes, "seal - --to @bob.pub --sign-name ada");
        assertThat(sealed.result().done()).isEmpty();
        var opened = people.pipe(sealed.bytes(), "open - --name bob --from @ada.pub");
        assertThat(opened.result().code()).isZero();
        assertThat(opened.result().out()).isEmpty();
        assertThat(opened.result().err()).startsWith("signed by Ed25519");
        assertThat(opened.bytes()).isEqualTo(bytes);
        sealed.bytes()[sealed.bytes().length - 1] ^= 1;
        var changed = people.pipe(sealed.bytes(), "open - --name bob --from @ada.pub");
        assertThat(changed.result().failed()).contains("(NOT_OPENED)");
        assertThat(changed.bytes()).hasSizeLessThan(bytes.length);
    }

    @Test
    void keysThatAreNotPostQuantumAreNotMixedInUnasked() throws Exception {
        people.key("dave", "envelope --type p256");
        assertThat(people.line
                        .store("seal @plan.txt --to @bob.pub --to @dave.pub --sign-name ada")
                        .wrong())
                .contains("EC P-256 SHA256:", "--allow-classical");
        assertThat(people.files()).containsExactly("plan.txt");
        assertThat(people.line
                        .store("seal @plan.txt --to @bob.pub --to @dave.pub --sign-name ada --allow-classical")
                        .done())
                .contains("for 2 keys, not post-quantum");
        assertThat(people.line
                        .store("open @plan.txt.scev --name dave --from @ada.pub -o @opened")
                        .code())
                .isZero();
        assertThat(people.line
                        .store("open @plan.txt.scev --name bob --from @ada.pub --post-quantum -o @other")
                        .failed())
                .contains("(TOO_WEAK");
    }

    @Test
    void shortRsaKeysAreTakenWithOneWarning() throws Exception {
        people.key("old", "envelope --type rsa-2048");
        var sealed = people.line.store("seal @plan.txt --to @old.pub --sign-name ada");
        assertThat(sealed.code()).isZero();
        assertThat(sealed.err().lines()).hasSize(1);
        assertThat(sealed.err())
                .startsWith("securechannel: warning: RSA 2048 SHA256:")
                .contains("X-Wing");
        assertThat(people.line
                        .store("open @plan.txt.scev --name old --from @ada.pub -o @opened")
                        .code())
                .isZero();
    }

    @Test
    void oneSealsToOneself() throws Exception {
        assertThat(people.line
                        .store("seal @plan.txt --to-name bob --to-name bob --unsigned")
                        .done())
                .contains("for 1 key, post-quantum, not signed");
        assertThat(people.line
                        .store("open @plan.txt.scev --name bob --unsigned -o @opened")
                        .code())
                .isZero();
        assertThat(people.read("opened")).isEqualTo(TEXT);
    }

    @Test
    void whatWasCalledWronglyEndsWithTwoAndWritesNothing() throws Exception {
        assertThat(people.line.store("seal @plan.txt --to @bob.pub").wrong()).contains("--sign-name", "--unsigned");
        assertThat(people.line
                        .store("seal @plan.txt --to @bob.pub --unsigned --sign-name ada")
                        .wrong())
                .contains("one of them");
        assertThat(people.line.store("seal @plan.txt --unsigned").wrong()).contains("--to FILE");
        assertThat(people.line.store("seal --to @bob.pub --unsigned").wrong()).contains("FILE");
        assertThat(people.line.store("seal @none --to @bob.pub --unsigned").failed())
                .contains("none: no such file");
        assertThat(people.line.store("seal @ --to @bob.pub --unsigned").failed())
                .contains("is a directory");
        assertThat(people.line.store("seal @plan.txt --to @none.pub --unsigned").failed())
                .contains("none.pub");
        assertThat(people.line.store("seal @plan.txt --to @ada.pub --unsigned").failed())
                .contains("(WRONG_KIND)");
        assertThat(people.line.store("seal @plan.txt --to @plan.txt --unsigned").failed())
                .contains("plan.txt");
        assertThat(people.line
                        .store("seal @plan.txt --to @bob.pub --unsigned -o @none/x")
                        .failed())
                .contains("there is no directory");
        assertThat(people.files()).containsExactly("plan.txt");
    }

    @Test
    void fingerprintsOfFilesAreThoseOfTheKeyStore() throws Exception {
        for (var name : new String[] {"ada", "bob"}) {
            var shown = people.line.run("keys fingerprint @" + name + ".pub").done();
            var fingerprint = shown.substring(shown.indexOf("SHA256:")).strip();
            assertThat(people.line.store("keys show " + name).done()).contains(fingerprint);
        }
        assertThat(people.line.run("keys fingerprint @plan.txt").failed()).contains("plan.txt");
    }
}
