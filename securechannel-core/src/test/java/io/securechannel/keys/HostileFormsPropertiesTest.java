package io.securechannel.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.crypto.PemWriter;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Random, cut and changed keys in every form: the declared exception, or a key, and nothing else. */
@Tag("verify")
class HostileFormsPropertiesTest {

    private static final List<String> LABELS = List.of(
            "PRIVATE KEY",
            "ENCRYPTED PRIVATE KEY",
            "RSA PRIVATE KEY",
            "EC PRIVATE KEY",
            "PUBLIC KEY",
            "RSA PUBLIC KEY");

    private static final String JSON = "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"use\":\"sig\",\"key_ops\":[\"sign\"],"
            + "\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";

    private static final String SSH =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJOFXGA1284wNMqgd2nhbhuRe0f5Zf3k1cDRJYN5oePl a";

    private static Path file;

    @BeforeContainer
    static void makeAFile() throws IOException {
        file = Files.createTempFile("hostile", ".pem");
    }

    @AfterContainer
    static void removeTheFile() throws IOException {
        Files.delete(file);
    }

    @Property(tries = 300)
    void nonsenseIsNoKeyWithARole(@ForAll @IntRange(max = 5) int label, @ForAll @Size(min = 1) byte[] content)
            throws Exception {
        Files.write(file, PemWriter.block(LABELS.get(label), content));
        assertThat(readAll()).allSatisfy(HostileFormsPropertiesTest::isDeclared);
    }

    @Property(tries = 100)
    void aChangedKeyIsRefusedOrAnother(
            @ForAll("encodings") byte[] encoding, @ForAll @IntRange(max = 99_999) int place, @ForAll byte change)
            throws Exception {
        var changed = encoding.clone();
        changed[place % changed.length] ^= change;
        for (var label : List.of("PRIVATE KEY", "PUBLIC KEY")) {
            Files.write(file, PemWriter.block(label, changed));
            assertThat(readAll()).allSatisfy(HostileFormsPropertiesTest::isDeclaredOrNothing);
        }
    }

    @Property(tries = 100)
    void aCutKeyIsRefused(@ForAll("encodings") byte[] encoding, @ForAll @IntRange(min = 1, max = 99_999) int length)
            throws Exception {
        var cut = Arrays.copyOf(encoding, Math.max(1, length % encoding.length));
        for (var label : List.of("PRIVATE KEY", "PUBLIC KEY")) {
            Files.write(file, PemWriter.block(label, cut));
            assertThat(readAll()).allSatisfy(HostileFormsPropertiesTest::isDeclared);
        }
    }

    @Property(tries = 1000)
    void nonsenseIsNoJsonWebKey(@ForAll byte[] bytes, @ForAll String text) {
        try (var secret = SecretBytes.copyOf(bytes)) {
            isDeclared(catchThrowable(() -> JsonWebKeys.readNoiseKeyPair(secret)));
            isDeclared(catchThrowable(() -> JsonWebKeys.readSigningKeyPair(secret)));
        }
        isDeclared(catchThrowable(() -> JsonWebKeys.readEnvelopePublicKey(text)));
    }

    @Property(tries = 1000)
    void aChangedJsonWebKeyIsRefusedOrTheSame(
            @ForAll @IntRange(max = 999) int place, @ForAll byte change, @ForAll boolean cut) throws Exception {
        var bytes = JSON.getBytes(StandardCharsets.US_ASCII);
        bytes[place % bytes.length] ^= change;
        try (var secret = SecretBytes.copyOf(cut ? Arrays.copyOf(bytes, place % bytes.length) : bytes);
                var whole = SecretBytes.copyOf(JSON.getBytes(StandardCharsets.US_ASCII));
                var original = JsonWebKeys.readSigningKeyPair(whole)) {
            isDeclaredOrNothing(catchThrowable(
                    () -> assertThat(JsonWebKeys.readSigningKeyPair(secret)).isEqualTo(original)));
        }
    }

    @Property(tries = 1000)
    void nonsenseIsNoLineOfOpenSsh(@ForAll String text, @ForAll("base64") String base64) {
        isDeclared(catchThrowable(() -> OpenSshKeys.read(text)));
        isDeclared(catchThrowable(() -> OpenSshKeys.read("ssh-ed25519 " + base64)));
    }

    @Property(tries = 1000)
    void aChangedLineIsRefusedOrAnotherKey(@ForAll @IntRange(max = 999) int place, @ForAll char change) {
        var characters = SSH.toCharArray();
        characters[place % characters.length] = change;
        isDeclaredOrNothing(catchThrowable(() -> OpenSshKeys.read(new String(characters))));
    }

    @Provide
    Arbitrary<String> base64() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(80).map(Base64.getEncoder()::encodeToString);
    }

    @Provide
    Arbitrary<byte[]> encodings() {
        return Arbitraries.of(Keys.ENCODINGS);
    }

    private static List<Throwable> readAll() {
        try (var password = Password.copyOf("x".toCharArray())) {
            return Arrays.asList(
                    catchThrowable(() -> KeyFiles.readNoiseKeyPair(file, password)),
                    catchThrowable(() -> KeyFiles.readSigningKeyPair(file, password)),
                    catchThrowable(() -> KeyFiles.readEnvelopeKeyPair(file)),
                    catchThrowable(() -> KeyFiles.readNoisePublicKey(file)),
                    catchThrowable(() -> KeyFiles.readSigningPublicKey(file)),
                    catchThrowable(() -> KeyFiles.readEnvelopePublicKey(file)));
        }
    }

    private static void isDeclared(Throwable thrown) {
        assertThat(thrown).isInstanceOf(KeyMaterialException.class);
    }

    private static void isDeclaredOrNothing(Throwable thrown) {
        if (thrown != null) {
            isDeclared(thrown);
        }
    }

    /** Made once: an RSA key costs time. */
    private static final class Keys {
        static final List<byte[]> ENCODINGS = make();

        private static List<byte[]> make() {
            var all = new ArrayList<byte[]>();
            for (RoleKeyPair keys : List.of(
                    NoiseKeyPair.generate(),
                    EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING),
                    EnvelopeKeyPair.generate(EnvelopeKeyType.P256),
                    SigningKeyPair.generate(SigningKeyType.ED25519),
                    SigningKeyPair.generate(SigningKeyType.ML_DSA_65),
                    SigningKeyPair.generate(SigningKeyType.RSA_PSS_2048))) {
                all.add(keys.pkcs8().copy());
                all.add(keys.publicKey().subjectPublicKeyInfo());
            }
            return all;
        }
    }
}
