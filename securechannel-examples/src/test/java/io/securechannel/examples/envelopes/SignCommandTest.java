package io.securechannel.examples.envelopes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signatures beside files. */
class SignCommandTest {

    @TempDir
    private Path directory;

    private People people;

    @BeforeEach
    void keys() throws Exception {
        people = new People(directory);
        people.write("release", "version 1\n");
    }

    @Test
    void aSignatureIsVerifiedAndAChangeNoticed() throws Exception {
        assertThat(people.line.store("sign @release --name ada").done())
                .matches("wrote .*release\\.sig, signed by Ed25519 SHA256:\\S+\\R");
        assertThat(people.read("release.sig")).startsWith("-----BEGIN SECURECHANNEL SIGNATURE-----\n");
        assertThat(people.line.run("verify @release --from @ada.pub").done())
                .matches(".*release: signed by Ed25519 SHA256:\\S+ \\(.*ada\\.pub\\)\\R");
        people.write("release", "version 2\n");
        assertThat(people.line
                        .run("verify @release @release.sig --from @ada.pub")
                        .failed())
                .contains("(BAD_SIGNATURE)");
        assertThat(people.line.store("sign @release --name ada").failed()).contains("release.sig is there already");
    }

    @Test
    void aStrangersSignatureIsRefused() throws Exception {
        people.key("mallory", "signing");
        people.line.store("sign @release --name mallory").done();
        assertThat(people.line.run("verify @release --from @ada.pub").failed())
                .contains("(UNKNOWN_SENDER: --from FILE");
        assertThat(people.line
                        .run("verify @release --from @ada.pub --from @mallory.pub")
                        .done())
                .contains("mallory.pub");
    }

    @Test
    void twoKeysSignTogether() throws Exception {
        people.line.store("keys new pq --kind signing --type ml-dsa-65").done();
        people.publish("pq");
        people.line.store("sign @release --name pq --name ada").done();
        assertThat(people.line
                        .run("verify @release --from-both @ada.pub @pq.pub")
                        .done())
                .contains("Ed25519", "ML-DSA-65");
        assertThat(people.line
                        .run("verify @release --from @ada.pub --from @pq.pub")
                        .failed())
                .contains("(UNKNOWN_SENDER");
        assertThat(people.line
                        .run("verify @release --from-both @pq.pub @ada.pub")
                        .wrong())
                .contains("ML-DSA-65");
        assertThat(people.line
                        .store("sign @release --name ada --name pq --raw -o @x")
                        .wrong())
                .contains("--raw is one signature");
    }

    @Test
    void plainSignaturesAndPipes() throws Exception {
        people.line.store("sign @release --name ada --raw -o @release.raw").done();
        assertThat(Files.size(people.file("release.raw"))).isEqualTo(64);
        assertThat(people.line
                        .run("verify @release @release.raw --raw --from @ada.pub")
                        .done())
                .contains("signed by Ed25519");
        assertThat(people.line
                        .run("verify @release @release.raw --from @ada.pub")
                        .failed())
                .contains("(MALFORMED)");
        var message = "version 1\n".getBytes(StandardCharsets.UTF_8);
        var signed = people.pipe(message, "sign - --name ada");
        assertThat(signed.result().done()).isEmpty();
        people.write("release.sig", signed.text());
        assertThat(people.pipe(message, "verify - @release.sig --from @ada.pub")
                        .result()
                        .done())
                .contains("standard input: signed by");
        assertThat(people.pipe(message, "verify - --from @ada.pub").result().wrong())
                .contains("name the signature");
    }

    @Test
    void whatIsMissingIsSaid() {
        assertThat(people.line.store("sign @release").wrong()).contains("--name NAME", "--key FILE");
        assertThat(people.line.run("verify @release").wrong()).contains("--from FILE");
        assertThat(people.line.run("verify @release --from @ada.pub").failed()).contains("release.sig", "(UNREADABLE)");
        assertThat(people.line
                        .store("sign @release --name ada --name ada --name ada")
                        .wrong())
                .contains("one key signs, or two");
    }

    @Test
    void theRotatedKeysSignaturesStillCountByName() throws Exception {
        people.line.store("sign @release --name ada").done();
        people.line.store("keys rotate ada").done();
        assertThat(people.line.store("verify @release --from-name ada").done()).contains("(ada)");
    }
}
