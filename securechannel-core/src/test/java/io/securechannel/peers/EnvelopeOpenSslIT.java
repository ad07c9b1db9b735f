package io.securechannel.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.hybrid.EnvelopeInfo;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.internal.envelope.ForeignSlots;
import io.securechannel.internal.envelope.SlotType;
import io.securechannel.keys.KeyFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code openssl pkeyutl} opens our slots for RSA keys, which it has made, and we open its own. */
@Tag("it")
@Timeout(60)
class EnvelopeOpenSslIT {

    private static final byte[] TEXT = "meet me at noon".getBytes(UTF_8);
    private static final byte[] CONTEXT = "conversation 7".getBytes(UTF_8);
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    private Path directory;

    @BeforeEach
    void opensslIsThere() {
        Program.require("openssl");
    }

    @ParameterizedTest
    @ValueSource(ints = {2_048, 3_072, 4_096})
    void opensOurSlot(int bits) throws Exception {
        generate(bits);
        var recipient = KeyFiles.readEnvelopePublicKey(file("public.pem"));
        byte[] envelope = HybridCipher.to(recipient).unsigned().seal(TEXT, CONTEXT);
        var slot = ForeignSlots.only(envelope);
        assertThat(slot.type()).isEqualTo(SlotType.RSA_OAEP);
        Files.write(file("body"), slot.body());
        var slots = new ForeignSlots(
                SlotType.RSA_OAEP,
                recipient.subjectPublicKeyInfo(),
                EnvelopeInfo.of(envelope).id().bytes());
        pkeyutl(slots.info(), "-decrypt", "-inkey", name("private.pem"), "-in", name("body"), "-out", name("cek"));
        assertThat(ForeignSlots.open(envelope, Files.readAllBytes(file("cek")))).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(ints = {2_048, 3_072, 4_096})
    void weOpenItsSlot(int bits) throws Exception {
        generate(bits);
        try (var keys = KeyFiles.readEnvelopeKeyPair(file("private.pem"))) {
            byte[] spki = keys.publicKey().subjectPublicKeyInfo();
            byte[] cek = random(32);
            Files.write(file("cek"), cek);
            var slots = new ForeignSlots(SlotType.RSA_OAEP, spki, random(16));
            var opener = HybridCipher.opener(keys).unsigned();
            assertThat(opener.open(slots.envelope(cek, encrypted(slots.info()), CONTEXT, TEXT), CONTEXT))
                    .isEqualTo(TEXT);

            var others = new ForeignSlots(SlotType.RSA_OAEP, spki, random(16));
            byte[] transplanted = slots.envelope(cek, encrypted(others.info()), CONTEXT, TEXT);
            assertThatExceptionOfType(KeyMaterialException.class)
                    .isThrownBy(() -> opener.open(transplanted, CONTEXT))
                    .returns(Reason.NOT_OPENED, KeyMaterialException::reason);
        }
    }

    private byte[] encrypted(byte[] label) throws Exception {
        pkeyutl(label, "-encrypt", "-pubin", "-inkey", name("public.pem"), "-in", name("cek"), "-out", name("body"));
        return Files.readAllBytes(file("body"));
    }

    private void generate(int bits) throws Exception {
        run(List.of(
                "openssl",
                "genpkey",
                "-algorithm",
                "RSA",
                "-pkeyopt",
                "rsa_keygen_bits:" + bits,
                "-out",
                name("private.pem")));
        run(List.of("openssl", "pkey", "-in", name("private.pem"), "-pubout", "-out", name("public.pem")));
    }

    private static void pkeyutl(byte[] label, String... options) throws Exception {
        var command = new ArrayList<>(List.of("openssl", "pkeyutl"));
        command.addAll(List.of(options));
        for (var option : List.of(
                "rsa_padding_mode:oaep",
                "rsa_oaep_md:sha256",
                "rsa_mgf1_md:sha256",
                "rsa_oaep_label:" + HexFormat.of().formatHex(label))) {
            command.addAll(List.of("-pkeyopt", option));
        }
        run(command);
    }

    private static void run(List<String> command) throws Exception {
        try (var program = Program.start(command)) {
            assertThat(program.awaitExit()).as("%s", program).isZero();
        }
    }

    private String name(String name) {
        return file(name).toString();
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private static byte[] random(int length) {
        var bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
