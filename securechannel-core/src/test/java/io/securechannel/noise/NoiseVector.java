package io.securechannel.noise;

import com.google.gson.Gson;
import com.google.gson.annotations.SerializedName;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.keys.SharedSecret;
import io.securechannel.secret.SecretBytes;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** One vector of cacophony or of noise-c, whose names of fields differ a little. */
final class NoiseVector {

    /** A message: of the handshake first, then of the transport. */
    record Message(String payload, String ciphertext) {

        byte[] payloadBytes() {
            return hex(payload);
        }

        byte[] ciphertextBytes() {
            return hex(ciphertext);
        }
    }

    private record File(List<NoiseVector> vectors) {}

    @SerializedName(value = "protocol_name", alternate = "name")
    private String name = "";

    @SerializedName("init_prologue")
    private String initPrologue = "";

    @SerializedName("resp_prologue")
    private String respPrologue = "";

    @SerializedName("init_psks")
    private List<String> initPsks = List.of();

    @SerializedName("resp_psks")
    private List<String> respPsks = List.of();

    @SerializedName("init_static")
    private @Nullable String initStatic;

    @SerializedName("resp_static")
    private @Nullable String respStatic;

    @SerializedName("init_ephemeral")
    private @Nullable String initEphemeral;

    @SerializedName("resp_ephemeral")
    private @Nullable String respEphemeral;

    @SerializedName("init_remote_static")
    private @Nullable String initRemoteStatic;

    @SerializedName("resp_remote_static")
    private @Nullable String respRemoteStatic;

    @SerializedName("handshake_hash")
    private String handshakeHash = "";

    private List<Message> messages = List.of();

    static List<NoiseVector> read(String resource) throws IOException {
        try (var in = new InputStreamReader(
                new GZIPInputStream(Objects.requireNonNull(NoiseVector.class.getResourceAsStream(resource))),
                StandardCharsets.UTF_8)) {
            return new Gson().fromJson(in, File.class).vectors();
        }
    }

    /** With 25519, and of this revision: names that begin with NoisePSK are of an older one. */
    boolean isSuitable() {
        return name.startsWith("Noise_") && name.contains("_25519_");
    }

    String name() {
        return name;
    }

    byte[] handshakeHash() {
        return hex(handshakeHash);
    }

    List<Message> messages() {
        return messages;
    }

    NoiseHandshake initiator() {
        return builder(true).begin();
    }

    NoiseHandshake responder() {
        return builder(false).begin();
    }

    HandshakeBuilder builder(boolean initiator) {
        var protocol = NoiseProtocol.named(name);
        var own = Optional.ofNullable(initiator ? initStatic : respStatic).map(NoiseVector::keyPair);
        var peers = Optional.ofNullable(initiator ? initRemoteStatic : respRemoteStatic)
                .map(NoiseVector::publicKey);
        var psks = (initiator ? initPsks : respPsks)
                .stream()
                        .map(psk -> SharedSecret.of(SecretBytes.owning(hex(psk))))
                        .toArray(SharedSecret[]::new);
        var builder = initiator ? protocol.initiator(own, peers, psks) : protocol.responder(own, peers, psks);
        builder.prologue(hex(initiator ? initPrologue : respPrologue));
        Optional.ofNullable(initiator ? initEphemeral : respEphemeral)
                .ifPresent(key -> builder.insecureEphemeral(keyPair(key)));
        return builder;
    }

    static NoiseKeyPair keyPair(String hex) {
        try {
            return NoiseKeyPair.fromPrivateKey(SecretBytes.owning(hex(hex)));
        } catch (KeyMaterialException e) {
            throw new AssertionError(e);
        }
    }

    private static NoisePublicKey publicKey(String hex) {
        try {
            return NoisePublicKey.of(hex(hex));
        } catch (KeyMaterialException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    @Override
    public String toString() {
        return name;
    }
}
