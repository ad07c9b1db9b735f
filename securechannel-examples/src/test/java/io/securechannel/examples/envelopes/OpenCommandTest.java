package io.securechannel.examples.envelopes;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.InProcess.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused, what is said about it, and that nothing is left behind. */
class OpenCommandTest {

    @TempDir
    private Path directory;

    private People people;

    @BeforeEach
    void anEnvelope() throws Exception {
        people = new People(directory);
        people.write("plan.txt", "the plan\n");
        people.line
                .store("seal @plan.txt --to @bob.pub --sign-name ada --context plans")
                .done();
    }

    private Result open(String options) {
        return people.line.store("open @plan.txt.scev -o @opened " + options);
    }

    private void refused(String options, String... words) throws Exception {
        assertThat(open(options).failed()).contains(words);
        assertThat(people.files()).containsExactly("plan.txt", "plan.txt.scev");
    }

    @Test
    void anotherKeyContextOrSender() throws Exception {
        people.key("eve", "envelope");
        people.key("mallory", "signing");
        refused("--name eve --from @ada.pub --context plans", "sealed to others", "(NOT_OPENED)");
        refused("--name bob --from @ada.pub --context other", "another context", "(WRONG_CONTEXT: --context TEXT");
        refused("--name bob --from @ada.pub", "another context", "(WRONG_CONTEXT");
        refused("--name bob --from @mallory.pub --context plans", "SHA256:", "(UNKNOWN_SENDER: --from FILE");
        refused(
                "--name bob --unsigned --context plans",
                "this envelope is signed",
                "--from FILE, in place of --unsigned (WRONG_KIND)");
        refused("--name nobody --from @ada.pub", "(MISSING)");
        refused("--name ada --from @ada.pub", "(WRONG_KIND)");
        refused("--name bob --from @bob.pub", "a key of the kind X-Wing", "(WRONG_KIND");
    }

    @Test
    void whatIsNotSignedIsTakenAsSuchAlone() throws Exception {
        people.line.store("seal @plan.txt --to @bob.pub --unsigned --force").done();
        refused("--name bob --from @ada.pub", "could be from anybody", "(NOT_SIGNED: --unsigned");
        var opened = open("--name bob --unsigned");
        assertThat(opened.code()).isZero();
        assertThat(opened.err()).isEqualToNormalizingNewlines("not signed: nothing is known about who sealed it\n");
        assertThat(people.read("opened")).isEqualTo("the plan\n");
    }

    @Test
    void aChangedOrCutFileLeavesNothing() throws Exception {
        var large = new byte[1_300_000];
        Files.write(people.file("plan.txt"), large);
        people.line
                .store("seal @plan.txt --to @bob.pub --sign-name ada --force")
                .done();
        var whole = Files.readAllBytes(people.file("plan.txt.scev"));
        for (int at : new int[] {5, 40, 1_300, 1_200_000, whole.length - 1}) {
            var changed = whole.clone();
            changed[at] ^= 0x10;
            Files.write(people.file("plan.txt.scev"), changed);
            refused("--name bob --from @ada.pub", at == 5 ? "(TOO_NEW)" : "(NOT_OPENED)");
        }
        Files.write(people.file("plan.txt.scev"), Arrays.copyOf(whole, 1_100_000));
        refused("--name bob --from @ada.pub", "(NOT_OPENED)");
        Files.write(people.file("plan.txt.scev"), new byte[0]);
        refused("--name bob --from @ada.pub", "(NOT_OPENED)");
        Files.write(people.file("plan.txt.scev"), whole);
        assertThat(open("--name bob --from @ada.pub").code()).isZero();
        assertThat(people.file("opened")).hasBinaryContent(large);
    }

    @Test
    void whatIsPassedOnIsRefusedUnlessAskedFor() throws Exception {
        people.key("dave", "envelope");
        people.line.store("rewrap @plan.txt.scev --name bob --add @dave.pub").done();
        refused("--name dave --from @ada.pub --context plans", "(NOT_ADDRESSED: --accept-rewrapped");
        var opened = open("--name dave --from @ada.pub --context plans --accept-rewrapped");
        assertThat(opened.code()).isZero();
        assertThat(opened.err())
                .contains("addressed to others, and somebody has passed it on; its sender meant SHA256:");
    }

    @Test
    void keysComeFromFilesToo() throws Exception {
        people.line.store("keys export bob --private --plain --out @bob.key").done();
        people.write("kpw", "key password");
        people.line
                .store("keys export ada --private --out @ada.key --export-password-file @kpw")
                .done();
        people.line
                .run("seal @plan.txt --to @bob.pub --sign-with @ada.key --key-password-file @kpw -o @two.scev")
                .done();
        var opened = people.line.run("open @two.scev --key @bob.key --from @ada.pub -o @opened");
        assertThat(opened.code()).isZero();
        assertThat(people.read("opened")).isEqualTo("the plan\n");
        people.line.store("keys export ada --form openssh --out @ada.ssh").done();
        people.line.store("keys export ada --form jwk --out @ada.jwk").done();
        for (var form : new String[] {"@ada.ssh", "@ada.jwk"}) {
            assertThat(people.line
                            .run("open @two.scev --key @bob.key -o @opened --force --from " + form)
                            .code())
                    .isZero();
        }
    }

    @Test
    void twoKeysSignTogetherAndOneAloneIsNotEnough() throws Exception {
        people.line.store("keys new ada-pq --kind signing --type ml-dsa-65").done();
        people.publish("ada-pq");
        assertThat(people.line
                        .store("seal @plan.txt --to @bob.pub --sign-name ada-pq --sign-name ada --force")
                        .done())
                .contains("signed by Ed25519 SHA256:", " and ML-DSA-65 SHA256:");
        refused("--name bob --from @ada.pub --from @ada-pq.pub", "(UNKNOWN_SENDER");
        var opened = open("--name bob --from-both @ada.pub @ada-pq.pub");
        assertThat(opened.code()).isZero();
        assertThat(opened.err()).contains("Ed25519", "ML-DSA-65", "ada.pub and ");
        assertThat(people.line
                        .store("seal @plan.txt --to @bob.pub --sign-name ada --sign-name ada -o @x")
                        .wrong())
                .contains("one is of Ed25519 or RSA and the other of ML-DSA-65");
    }

    @Test
    void whatWasCalledWronglyEndsWithTwo() {
        assertThat(open("--name bob").wrong()).contains("--from FILE, or --unsigned");
        assertThat(open("--name bob --from @ada.pub --unsigned").wrong()).contains("one of them");
        assertThat(open("--from @ada.pub").wrong()).contains("--name NAME", "--key FILE");
        assertThat(open("--name bob --unsigned --accept-rewrapped").wrong()).contains("--accept-rewrapped");
        assertThat(open("--name bob --from-both @ada.pub").wrong()).contains("--from-both");
        assertThat(people.line.store("open @plan.txt --name bob --unsigned").wrong())
                .contains("-o FILE says where");
        assertThat(people.line.store("open @none.scev --name bob --unsigned").failed())
                .contains("none.scev: no such file");
        assertThat(people.line.store("open @ --name bob --unsigned -o @x").failed())
                .contains("is a directory");
    }

    @Test
    void anEnvelopeShowsWhomItIsForAndNoMore() throws Exception {
        people.key("eve", "envelope");
        assertThat(people.line
                        .store("envelope @plan.txt.scev --for @bob.pub --for-name eve")
                        .done()
                        .lines())
                .anySatisfy(each -> assertThat(each).matches("id +[0-9a-f]{32}"))
                .anySatisfy(each -> assertThat(each).matches("kinds +X-Wing"))
                .anySatisfy(each -> assertThat(each).matches("postQuantum +true"))
                .anySatisfy(each -> assertThat(each).matches(" +recipient +true"))
                .anySatisfy(each -> assertThat(each).matches(" +recipient +false"));
        assertThat(people.line.run("envelope @plan.txt.scev --json").done()).contains("\"postQuantum\": true");
        assertThat(people.line.run("envelope @plan.txt").failed()).contains("(MALFORMED)");
    }
}
