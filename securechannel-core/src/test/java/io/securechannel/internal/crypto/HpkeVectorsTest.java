package io.securechannel.internal.crypto;

import static io.securechannel.internal.crypto.VectorFile.hex;
import static io.securechannel.internal.crypto.VectorFile.number;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.securechannel.keys.EnvelopeKeyPair;
import java.util.Map;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** HPKE is that of RFC 9180, and X-Wing that of its draft, with keys that come in as users' keys do. */
@Tag("verify")
class HpkeVectorsTest {

    private static final int X_WING = 0x647a;
    private static final short EXPORT_ONLY = (short) 0xFFFF;
    private static final byte[] INFO = "what both sides know".getBytes(UTF_8);
    private static final byte[] AAD = "beside it".getBytes(UTF_8);
    private static final byte[] MESSAGE = "what is sealed".getBytes(UTF_8);

    /** Appendix A of RFC 9180: Base of A.1, A.2, A.3 and what else of these two KEMs is in the file behind it. */
    @Test
    void baseIsThatOfTheRfc() throws Exception {
        var file = new VectorFile("rfc9180-base-vectors");
        for (var vector : file.vectors()) {
            var algorithm = number(vector, "kem_id") == HPKE.kem_P256_SHA256 ? KeyAlgorithm.P256 : KeyAlgorithm.X25519;
            var keys = VectorFile.keys(algorithm, hex(vector, "skRm"));
            assertThat(RolePublicKeys.raw(keys.publicKey())).isEqualTo(hex(vector, "pkRm"));
            var contexts = new Contexts(algorithm, keys, vector);
            if (number(vector, "aead_id") == (EXPORT_ONLY & 0xFFFF)) {
                file.count(algorithm + ", exports alone");
            } else {
                singleShot(algorithm, keys, vector);
                contexts.assertEncryptions(file, vector);
                file.count(algorithm + ", " + aead(vector));
            }
            contexts.assertExports(file, vector);
        }
        file.counted(Map.ofEntries(
                Map.entry("X25519, AES_128_GCM", 1),
                Map.entry("X25519, AES_256_GCM", 1),
                Map.entry("X25519, CHACHA20_POLY1305", 1),
                Map.entry("X25519, exports alone", 1),
                Map.entry("EC P-256, AES_128_GCM", 1),
                Map.entry("EC P-256, AES_256_GCM", 1),
                Map.entry("EC P-256, CHACHA20_POLY1305", 1),
                Map.entry("EC P-256, exports alone", 1),
                Map.entry("encryptions", 6 * 257),
                Map.entry("exports", 8 * 3)));
    }

    /** {@code enc ‖ ct} of sequence number 0 opens, and is what comes out with the vector's randomness. */
    private static void singleShot(KeyAlgorithm algorithm, EncodedKeyPair keys, JsonObject vector) throws Exception {
        var hpke = Hpke.of(algorithm, aead(vector));
        var first = vector.getAsJsonArray("encryptions").get(0).getAsJsonObject();
        byte[] sealed = KeySchedule.join(hex(vector, "enc"), hex(first, "ct"));
        assertThat(hpke.open(keys, hex(vector, "info"), hex(first, "aad"), sealed))
                .hasValueSatisfying(plain -> assertThat(plain).isEqualTo(hex(first, "pt")));
        var context = hpke.sender(keys.publicKey().subjectPublicKeyInfo(), hex(vector, "info"), hex(vector, "ikmE"));
        assertThat(Hpke.seal(context, hex(first, "aad"), hex(first, "pt"))).isEqualTo(sealed);
    }

    private static Hpke.Aead aead(JsonObject vector) {
        return switch (number(vector, "aead_id")) {
            case 1 -> Hpke.Aead.AES_128_GCM;
            case 2 -> Hpke.Aead.AES_256_GCM;
            case 3 -> Hpke.Aead.CHACHA20_POLY1305;
            default -> throw new IllegalArgumentException("no AEAD here: " + vector.get("aead_id"));
        };
    }

    /** Both sides of one vector, as Bouncy Castle keeps them; the single shot above uses their first message alone. */
    private static final class Contexts {

        private final HPKEContext sender;
        private final HPKEContext recipient;

        Contexts(KeyAlgorithm algorithm, EncodedKeyPair keys, JsonObject vector) {
            var suite = new HPKE(HPKE.mode_base, (short) number(vector, "kem_id"), HPKE.kdf_HKDF_SHA256, (short)
                    number(vector, "aead_id"));
            sender = suite.setupBaseS(
                    Hpke.publicKey(suite, keys.publicKey().subjectPublicKeyInfo()),
                    hex(vector, "info"),
                    suite.deserializePrivateKey(hex(vector, "skEm"), hex(vector, "pkEm")));
            recipient =
                    suite.setupBaseR(hex(vector, "enc"), Hpke.of(algorithm).keyPair(suite, keys), hex(vector, "info"));
        }

        void assertEncryptions(VectorFile file, JsonObject vector) throws Exception {
            for (var each : vector.getAsJsonArray("encryptions")) {
                var message = each.getAsJsonObject();
                assertThat(sender.seal(hex(message, "aad"), hex(message, "pt"))).isEqualTo(hex(message, "ct"));
                assertThat(recipient.open(hex(message, "aad"), hex(message, "ct")))
                        .isEqualTo(hex(message, "pt"));
                file.count("encryptions");
            }
        }

        void assertExports(VectorFile file, JsonObject vector) {
            for (var each : vector.getAsJsonArray("exports")) {
                var export = each.getAsJsonObject();
                byte[] expected = hex(export, "exported_value");
                assertThat(sender.export(hex(export, "exporter_context"), number(export, "L")))
                        .isEqualTo(expected);
                assertThat(recipient.export(hex(export, "exporter_context"), number(export, "L")))
                        .isEqualTo(expected);
                file.count("exports");
            }
        }
    }

    /** The draft's appendix of test vectors: key, encapsulation and decapsulation, inside HPKE. */
    @Test
    void xWingIsThatOfItsDraft() throws Exception {
        var file = new VectorFile("xwing-draft-test-vectors");
        for (var vector : file.vectors()) {
            byte[] ciphertext = hex(vector, "ct");
            var keys = VectorFile.keys(KeyAlgorithm.X_WING, hex(vector, "seed"));
            assertThat(RolePublicKeys.raw(keys.publicKey())).isEqualTo(hex(vector, "pk"));
            try (var pkcs8 = VectorFile.pkcs8(KeyAlgorithm.X_WING, hex(vector, "seed"));
                    var users = EnvelopeKeyPair.fromPkcs8(pkcs8)) {
                assertThat(users.publicKey().subjectPublicKeyInfo())
                        .isEqualTo(keys.publicKey().subjectPublicKeyInfo());
            }
            byte[] sealed = KeySchedule.seal(X_WING, hex(vector, "ss"), ciphertext, INFO, AAD, MESSAGE);
            var hpke = Hpke.of(KeyAlgorithm.X_WING);
            assertThat(hpke.open(keys, INFO, AAD, sealed))
                    .hasValueSatisfying(plain -> assertThat(plain).isEqualTo(MESSAGE));
            file.count("decapsulated");
            var context = hpke.sender(keys.publicKey().subjectPublicKeyInfo(), INFO, hex(vector, "eseed"));
            assertThat(context.getEncapsulation()).isEqualTo(ciphertext);
            assertThat(Hpke.seal(context, AAD, MESSAGE)).isEqualTo(sealed);
            file.count("encapsulated");
        }
        file.counted(Map.of("decapsulated", 3, "encapsulated", 3));
    }
}
