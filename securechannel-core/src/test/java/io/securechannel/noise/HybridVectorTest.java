package io.securechannel.noise;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.securechannel.secret.SecretBytes;
import java.io.InputStreamReader;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The published vector of XXhfs with ML-KEM-768: the handshake hash covers every byte of both handshakes. */
class HybridVectorTest {

    private static final byte[] NOTHING = {};

    private static final NoiseProtocol<NoiseKeys.Own, NoiseKeys.Own> PROTOCOL =
            HandshakePatterns.XX.hfs().with(new NoiseSuite(NoiseSuite.Cipher.CHACHA_POLY, NoiseSuite.Hash.SHA256));

    private static JsonObject file;
    private static JsonObject vector;

    @BeforeAll
    static void read() throws Exception {
        try (var in = new InputStreamReader(
                Objects.requireNonNull(HybridVectorTest.class.getResourceAsStream("xxhfs-mlkem768.json")), UTF_8)) {
            file = JsonParser.parseReader(in).getAsJsonObject();
            vector = file.getAsJsonArray("vectors").get(0).getAsJsonObject();
        }
    }

    static NoiseHandshake initiator() {
        return PROTOCOL.initiator(NoiseKeys.own(NoiseVector.keyPair(text("init_static"))))
                .insecureEphemeral(NoiseVector.keyPair(text("init_ephemeral")))
                .insecureKemRandomness(SecretBytes.owning(hex("init_kem_seed")))
                .begin();
    }

    static NoiseHandshake responder() {
        return PROTOCOL.responder(NoiseKeys.own(NoiseVector.keyPair(text("resp_static"))))
                .insecureEphemeral(NoiseVector.keyPair(text("resp_ephemeral")))
                .insecureKemRandomness(SecretBytes.owning(hex("resp_encapsulation_seed")))
                .begin();
    }

    @Test
    void bothEndsComeToItsHashAndKeys() throws Exception {
        assertThat(PROTOCOL.name()).isEqualTo(file.get("protocol_name").getAsString());
        var lengths = vector.getAsJsonArray("message_bytes");
        var third = new byte[1][];
        var run = new NoiseRun(initiator(), responder(), (number, message) -> {
            assertThat(message).hasSize(lengths.get(number).getAsInt());
            third[0] = message;
            return message;
        });
        run.handshake();
        assertThat(third[0]).isEqualTo(hex("message_3"));
        try (var ofInitiator = run.finishInitiator();
                var ofResponder = run.finishResponder()) {
            assertThat(ofInitiator.handshakeHash()).isEqualTo(hex("handshake_hash"));
            assertThat(ofResponder.handshakeHash()).isEqualTo(hex("handshake_hash"));
            assertThat(ofInitiator.seal(file.toString().getBytes(UTF_8)))
                    .isEqualTo(sealed("initiator_to_responder_key", file.toString()));
            assertThat(ofResponder.seal(NOTHING)).isEqualTo(sealed("responder_to_initiator_key", ""));
        }
    }

    /** By the JDK, with the first nonce. */
    private static byte[] sealed(String key, String text) throws Exception {
        var cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(hex(key), "ChaCha20"), new IvParameterSpec(new byte[12]));
        return cipher.doFinal(text.getBytes(UTF_8));
    }

    private static String text(String name) {
        return vector.get(name).getAsString();
    }

    private static byte[] hex(String name) {
        return HexFormat.of().parseHex(text(name));
    }
}
