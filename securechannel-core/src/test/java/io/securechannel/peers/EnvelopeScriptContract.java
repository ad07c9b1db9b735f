package io.securechannel.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.EnvelopePublicKey;
import io.securechannel.keys.KeyFiles;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A program that was written from docs/spec/envelope.md alone opens our envelopes, and we open its own. Keys cross as PEM files;
 * the arguments are those of docs/python/envelope.py.
 */
@Timeout(120)
abstract class EnvelopeScriptContract {

    static final String CONTEXT = "conversation 7, grüße";
    static final byte[] TEXT = "meet me at noon, 世界".getBytes(UTF_8);

    static final SigningKeyPair ADA = SigningKeyPair.generate(SigningKeyType.ED25519);
    private static final SigningKeyPair ADA_RSA = SigningKeyPair.generate(SigningKeyType.RSA_PSS_2048);

    @TempDir
    static Path directory;

    private static String ada = "";

    @BeforeAll
    static void writeSender() throws Exception {
        KeyFiles.writePem(ADA, file("ada.pem"));
        KeyFiles.writePem(ADA_RSA, file("ada-rsa.pem"));
        KeyFiles.writePem(ADA.publicKey(), file("ada.pub"));
        KeyFiles.writePem(ADA_RSA.publicKey(), file("ada-rsa.pub"));
        ada = name("ada.pub");
    }

    /** {@return how the program is called, without its arguments} */
    abstract List<String> command();

    /** Skips the test by name if the program lacks what this takes. */
    void require(EnvelopeKeyType type) {}

    @ParameterizedTest
    @EnumSource(EnvelopeKeyType.class)
    void opensWhatWeSign(EnvelopeKeyType type) throws Exception {
        require(type);
        try (var keys = generate(type)) {
            write("envelope", HybridCipher.to(keys.publicKey()).signedBy(ADA).seal(TEXT, CONTEXT.getBytes(UTF_8)));
            assertThat(opened("--from", ada)).isEqualTo(TEXT);
        }
    }

    @ParameterizedTest
    @EnumSource(EnvelopeKeyType.class)
    void signsWhatWeOpen(EnvelopeKeyType type) throws Exception {
        require(type);
        try (var keys = generate(type)) {
            byte[] envelope = sealed("--to", name("bob.pub"), "--sign", name("ada.pem"));
            var opener = HybridCipher.opener(keys).from(ADA.publicKey());
            var opened = opener.read(envelope, CONTEXT.getBytes(UTF_8));
            assertThat(opened.plaintext()).isEqualTo(TEXT);
            assertThat(opened.addressedToMe()).isTrue();
            refused(Reason.WRONG_CONTEXT, () -> opener.open(envelope, TEXT));
            envelope[envelope.length - 1] ^= 1;
            refused(Reason.NOT_OPENED, () -> opener.open(envelope, CONTEXT.getBytes(UTF_8)));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"X_WING", "X25519", "P256", "RSA_2048"})
    void unsignedOnesCrossToo(EnvelopeKeyType type) throws Exception {
        require(type);
        try (var keys = generate(type)) {
            write("envelope", HybridCipher.to(keys.publicKey()).unsigned().seal(TEXT, CONTEXT.getBytes(UTF_8)));
            assertThat(opened()).isEqualTo(TEXT);
            refuses("the envelope is not signed", CONTEXT, "--from", ada);
            byte[] theirs = sealed("--to", name("bob.pub"));
            assertThat(HybridCipher.opener(keys).unsigned().open(theirs, CONTEXT.getBytes(UTF_8)))
                    .isEqualTo(TEXT);
        }
    }

    @Test
    void signaturesOfRsaCross() throws Exception {
        try (var keys = generate(EnvelopeKeyType.RSA_2048)) {
            var ours = HybridCipher.to(keys.publicKey()).signedBy(ADA_RSA).seal(TEXT, CONTEXT.getBytes(UTF_8));
            write("envelope", ours);
            assertThat(opened("--from", name("ada-rsa.pub"))).isEqualTo(TEXT);
            refuses("the sender is not the one expected", CONTEXT, "--from", ada);
            byte[] theirs = sealed("--to", name("bob.pub"), "--sign", name("ada-rsa.pem"));
            assertThat(HybridCipher.opener(keys).from(ADA_RSA.publicKey()).open(theirs, CONTEXT.getBytes(UTF_8)))
                    .isEqualTo(TEXT);
        }
    }

    /** Suite 2, of lengths around the ends of the first segment, of the first chunk, and of the second one. */
    @ParameterizedTest
    @CsvSource({
        "false, 0",
        "false, 1048519",
        "false, 1048520",
        "true, 0",
        "true, 1048576",
        "true, 1048577",
        "true, 2097152",
        "true, 2621440"
    })
    void segmentsCross(boolean signed, int length) throws Exception {
        byte[] text = new byte[length];
        new Random(length).nextBytes(text);
        byte[] context = CONTEXT.getBytes(UTF_8);
        try (var keys = generate(EnvelopeKeyType.RSA_2048)) {
            var addressed = HybridCipher.to(keys.publicKey());
            var sealer = signed ? addressed.signedBy(ADA) : addressed.unsigned();
            try (var out = sealer.sealTo(Files.newOutputStream(file("envelope")), context)) {
                out.write(text);
                out.finish();
            }
            assertThat(signed ? opened("--from", ada) : opened()).isEqualTo(text);

            write("text", text);
            byte[] theirs = signed
                    ? sealedFrom("text", "--segments", "--to", name("bob.pub"), "--sign", name("ada.pem"))
                    : sealedFrom("text", "--segments", "--to", name("bob.pub"));
            assertThat(read(keys, signed, theirs)).isEqualTo(text);
            var cut = Arrays.copyOf(theirs, theirs.length - 1);
            var error = catchThrowable(() -> read(keys, signed, cut));
            assertThat(error instanceof IOException ? error.getCause() : error)
                    .isInstanceOfSatisfying(
                            KeyMaterialException.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Reason.NOT_OPENED));
        }
    }

    private static byte[] read(EnvelopeKeyPair keys, boolean signed, byte[] envelope) throws Exception {
        var opener = HybridCipher.opener(keys);
        var in = new ByteArrayInputStream(envelope);
        byte[] context = CONTEXT.getBytes(UTF_8);
        try (InputStream plain = signed
                ? opener.from(ADA.publicKey()).openFrom(in, context)
                : opener.unsigned().openFrom(in, context)) {
            return plain.readAllBytes();
        }
    }

    /** Five recipients of all types that the program knows: the slots are sorted, and each finds its own. */
    @Test
    void oneOfManyRecipientsOpens() throws Exception {
        var pairs = new ArrayList<EnvelopeKeyPair>();
        for (int i = 0; i < 5; i++) {
            pairs.add(EnvelopeKeyPair.generate(types().get(i % types().size())));
            KeyFiles.writePem(pairs.get(i), file(i + ".pem"));
            KeyFiles.writePem(pairs.get(i).publicKey(), file(i + ".pub"));
        }
        var publicKeys = pairs.stream().map(EnvelopeKeyPair::publicKey).toList();
        write(
                "envelope",
                HybridCipher.to(publicKeys).allowClassical().signedBy(ADA).seal(TEXT, CONTEXT.getBytes(UTF_8)));
        var seal = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            assertThat(openedBy(name(i + ".pem"), "--from", ada)).isEqualTo(TEXT);
            seal.addAll(List.of("--to", name(i + ".pub")));
        }
        seal.addAll(List.of("--sign", name("ada.pem")));
        byte[] theirs = sealed(seal.toArray(String[]::new));
        for (var pair : pairs) {
            assertThat(HybridCipher.opener(pair).from(ADA.publicKey()).open(theirs, CONTEXT.getBytes(UTF_8)))
                    .isEqualTo(TEXT);
            pair.close();
        }
    }

    @Test
    void reWrappedOnesCrossBothWays() throws Exception {
        try (var keys = generate(EnvelopeKeyType.RSA_2048);
                var carol = EnvelopeKeyPair.generate(EnvelopeKeyType.RSA_2048)) {
            byte[] theirs = sealed("--to", name("bob.pub"), "--sign", name("ada.pem"));
            byte[] passedOn = rewrapped(keys, theirs, carol.publicKey());
            var opener = HybridCipher.opener(carol).from(ADA.publicKey());
            refused(Reason.NOT_ADDRESSED, () -> opener.open(passedOn, CONTEXT.getBytes(UTF_8)));
            assertThat(opener.acceptRewrapped().open(passedOn, CONTEXT.getBytes(UTF_8)))
                    .isEqualTo(TEXT);

            write("envelope", passedOn);
            assertThat(opened("--from", ada)).isEqualTo(TEXT);
            KeyFiles.writePem(carol, file("bob.pem"));
            refuses("the sender addressed it to others", CONTEXT, "--from", ada);
        }
    }

    /** What the program refuses: its checks hold, so that its yes means something. The seed is printed. */
    @Test
    void itRefusesWhatWasChanged() throws Exception {
        try (var keys = generate(EnvelopeKeyType.RSA_2048);
                var other = EnvelopeKeyPair.generate(EnvelopeKeyType.RSA_2048)) {
            byte[] envelope = HybridCipher.to(keys.publicKey()).signedBy(ADA).seal(TEXT, CONTEXT.getBytes(UTF_8));
            write("envelope", envelope);
            refuses("the context is another", "conversation 8", "--from", ada);
            refuses("the sender is not the one expected", CONTEXT, "--from", name("ada-rsa.pub"));
            refuses("the envelope is signed", CONTEXT);
            long seed = new Random().nextLong();
            System.out.println(getClass().getSimpleName() + ": seed " + seed);
            for (int offset : new Random(seed).ints(5, 88, envelope.length).toArray()) {
                byte[] flipped = envelope.clone();
                flipped[offset] ^= 1;
                write("envelope", flipped);
                refuses("", CONTEXT, "--from", ada);
            }
            write("envelope", HybridCipher.to(other.publicKey()).signedBy(ADA).seal(TEXT, CONTEXT.getBytes(UTF_8)));
            refuses("the envelope has no slot for this key", CONTEXT, "--from", ada);
        }
    }

    /** {@return one type of each kind that the program knows, RSA at least} */
    List<EnvelopeKeyType> types() {
        return List.of(EnvelopeKeyType.X_WING, EnvelopeKeyType.X25519, EnvelopeKeyType.P256, EnvelopeKeyType.RSA_2048);
    }

    private static byte[] rewrapped(EnvelopeKeyPair keys, byte[] envelope, EnvelopePublicKey added) throws Exception {
        return HybridCipher.rewrapper(keys).add(added).rewrap(envelope);
    }

    static EnvelopeKeyPair generate(EnvelopeKeyType type) throws Exception {
        var keys = EnvelopeKeyPair.generate(type);
        KeyFiles.writePem(keys, file("bob.pem"));
        KeyFiles.writePem(keys.publicKey(), file("bob.pub"));
        return keys;
    }

    byte[] opened(String... options) throws Exception {
        return openedBy(name("bob.pem"), options);
    }

    private byte[] openedBy(String key, String... options) throws Exception {
        Files.deleteIfExists(file("plaintext"));
        try (var program = start("open", "envelope", "plaintext", CONTEXT, with(options, "--key", key))) {
            assertThat(program.awaitExit()).as("%s", program).isZero();
        }
        return Files.readAllBytes(file("plaintext"));
    }

    private void refuses(String why, String context, String... options) throws Exception {
        Files.deleteIfExists(file("plaintext"));
        try (var program = start("open", "envelope", "plaintext", context, with(options, "--key", name("bob.pem")))) {
            assertThat(program.awaitExit()).as("%s", program).isEqualTo(1);
            assertThat(program.errors()).startsWith("envelope: " + why);
        }
        assertThat(file("plaintext")).doesNotExist();
    }

    byte[] sealed(String... options) throws Exception {
        write("text", TEXT);
        return sealedFrom("text", options);
    }

    private byte[] sealedFrom(String text, String... options) throws Exception {
        Files.deleteIfExists(file("envelope"));
        try (var program = start("seal", text, "envelope", CONTEXT, List.of(options))) {
            assertThat(program.awaitExit()).as("%s", program).isZero();
        }
        return Files.readAllBytes(file("envelope"));
    }

    private Program start(String what, String from, String to, String context, List<String> options) throws Exception {
        var command = new ArrayList<>(command());
        command.addAll(List.of(what, name(from), name(to), "--context", context));
        command.addAll(options);
        return Program.start(command);
    }

    private static List<String> with(String[] options, String... more) {
        var all = new ArrayList<>(List.of(options));
        all.addAll(List.of(more));
        return all;
    }

    private static void refused(Reason reason, ThrowingCallable call) {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(call)
                .returns(reason, KeyMaterialException::reason);
    }

    static void write(String name, byte[] bytes) throws Exception {
        Files.write(file(name), bytes);
    }

    static Path file(String name) {
        return directory.resolve(name);
    }

    static String name(String name) {
        return file(name).toString();
    }
}
