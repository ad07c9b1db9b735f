package io.securechannel.noise;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.securechannel.noise.NoiseSuite.Hash;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.crypto.digests.Blake2sDigest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The exporter, against a second implementation that is written from docs/spec/noise.md, section 3, alone: an NN handshake by hand, the third
 * output of its Split, and the two steps of Expand-Label. What comes out is published as vectors; {@code -Dnoise.vectors.update=true} writes them.
 */
class ExporterVectorsTest {

    private static final Path FILE = Path.of("src/test/resources/io/securechannel/noise/exporter.json");
    private static final String INITIATOR = "893e28b9dc6ca8d611ab664754b8ceb7bac5117349a4439a6b0569da977c464a";
    private static final String RESPONDER = "bbdb4cdbd309f1a1f2e1456967fe288cadd6f712d65dc7b7793d5e63da6b375b";

    /** What is exported of each. */
    private record Export(String label, String context, int length) {}

    private static final List<Export> EXPORTS = List.of(
            new Export("test", "", 32),
            new Export("EXPERIMENTAL a label of some length", "a context", 1),
            new Export("a", "00", 8_160));

    @Test
    void theVectors() throws Exception {
        var vectors = new JsonArray();
        for (var hash : Hash.values()) {
            vectors.add(vector(hash));
        }
        var file = new JsonObject();
        file.addProperty("specification", "docs/spec/noise.md, section 3");
        file.add("vectors", vectors);
        if (Boolean.getBoolean("noise.vectors.update")) {
            Files.writeString(
                    FILE, new GsonBuilder().setPrettyPrinting().create().toJson(file) + "\n");
        }
        try (var in =
                new InputStreamReader(Objects.requireNonNull(getClass().getResourceAsStream("exporter.json")), UTF_8)) {
            assertThat(JsonParser.parseReader(in)).isEqualTo(file);
        }
    }

    private static JsonObject vector(Hash hash) throws Exception {
        var protocol = protocol(hash);
        var vector = new JsonObject();
        vector.addProperty("protocol_name", protocol.name());
        vector.addProperty("init_ephemeral", INITIATOR);
        vector.addProperty("resp_ephemeral", RESPONDER);
        try (var run = new NoiseRun(
                                protocol.initiator(NoiseKeys.none())
                                        .insecureEphemeral(NoiseVector.keyPair(INITIATOR))
                                        .begin(),
                                protocol.responder(NoiseKeys.none())
                                        .insecureEphemeral(NoiseVector.keyPair(RESPONDER))
                                        .begin())
                        .handshake();
                var initiator = run.finishInitiator();
                var responder = run.finishResponder()) {
            vector.addProperty("handshake_hash", HexFormat.of().formatHex(initiator.handshakeHash()));
            var exports = new JsonArray();
            for (var export : EXPORTS) {
                var context = export.context().getBytes(US_ASCII);
                var result = initiator.exportKeyingMaterial(export.label(), context, export.length());
                assertThat(responder.exportKeyingMaterial(export.label(), context, export.length()))
                        .isEqualTo(result);
                var written = new JsonObject();
                written.addProperty("label", export.label());
                written.addProperty("context", HexFormat.of().formatHex(context));
                written.addProperty("length", export.length());
                written.addProperty(
                        export.length() > 64 ? "last_64" : "output",
                        HexFormat.of()
                                .formatHex(Arrays.copyOfRange(result, Math.max(0, result.length - 64), result.length)));
                exports.add(written);
            }
            vector.add("exports", exports);
        }
        return vector;
    }

    private static NoiseProtocol<NoiseKeys.None, NoiseKeys.None> protocol(Hash hash) {
        return HandshakePatterns.NN.with(new NoiseSuite(NoiseSuite.Cipher.AES_GCM, hash));
    }

    /** Nothing of the library but the names is used here. */
    @ParameterizedTest
    @EnumSource(Hash.class)
    void aSecondImplementationComesToTheSame(Hash hash) throws Exception {
        var byHand = new ByHand(hash);
        var vector = vector(hash);
        assertThat(HexFormat.of().formatHex(byHand.transcript))
                .isEqualTo(vector.get("handshake_hash").getAsString());
        for (int i = 0; i < EXPORTS.size(); i++) {
            var export = EXPORTS.get(i);
            var result = byHand.export(export.label(), export.context().getBytes(US_ASCII), export.length());
            var expected = vector.getAsJsonArray("exports").get(i).getAsJsonObject();
            assertThat(HexFormat.of()
                            .formatHex(Arrays.copyOfRange(result, Math.max(0, result.length - 64), result.length)))
                    .isEqualTo(expected.get(expected.has("output") ? "output" : "last_64")
                            .getAsString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "é", "\u0000\u0080"})
    void labelsThatAreNone(String label) throws Exception {
        try (var run = new NoiseRun(
                                protocol(Hash.SHA256)
                                        .initiator(NoiseKeys.none())
                                        .begin(),
                                protocol(Hash.SHA256)
                                        .responder(NoiseKeys.none())
                                        .begin())
                        .handshake();
                var transport = run.finishInitiator()) {
            assertThatThrownBy(() -> transport.exportKeyingMaterial(label, new byte[0], 32))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("ASCII");
            for (int length : new int[] {0, -1, 8_161}) {
                assertThatThrownBy(() -> transport.exportKeyingMaterial("label", new byte[0], length))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("8160");
            }
            assertThatThrownBy(() -> transport.exportKeyingMaterial("l".repeat(250), new byte[0], 32))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(transport.exportKeyingMaterial("l".repeat(249), new byte[0], 32))
                    .hasSize(32);
        }
    }

    /** NN from the framework's text, with empty payloads and prologue. */
    private static final class ByHand {

        private final Hash hash;
        private final byte[] transcript;
        private final byte[] master;

        ByHand(Hash hash) throws Exception {
            this.hash = hash;
            var name = ("Noise_NN_25519_AESGCM_" + hash.noiseName()).getBytes(US_ASCII);
            var chainingKey = Arrays.copyOf(name, digest().getDigestSize());
            var h = hashed(chainingKey, new byte[0]);
            h = hashed(hashed(h, publicKey(INITIATOR)), new byte[0]);
            h = hashed(h, publicKey(RESPONDER));
            var shared = new byte[32];
            X25519.scalarMult(HexFormat.of().parseHex(INITIATOR), 0, publicKey(RESPONDER), 0, shared, 0);
            var outputs = hkdf(chainingKey, shared);
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(Arrays.copyOf(outputs[1], 32), "AES"),
                    new GCMParameterSpec(128, new byte[12]));
            cipher.updateAAD(h);
            transcript = hashed(h, cipher.doFinal());
            master = hkdf(outputs[0], new byte[0])[2];
        }

        private static byte[] publicKey(String secret) {
            var key = new byte[32];
            X25519.generatePublicKey(HexFormat.of().parseHex(secret), 0, key, 0);
            return key;
        }

        private Digest digest() {
            return switch (hash) {
                case SHA256 -> new SHA256Digest();
                case SHA512 -> new SHA512Digest();
                case BLAKE2S -> new Blake2sDigest(256);
                case BLAKE2B -> new Blake2bDigest(512);
            };
        }

        private byte[] hashed(byte[] one, byte[] other) {
            var digest = digest();
            digest.update(one, 0, one.length);
            digest.update(other, 0, other.length);
            var result = new byte[digest.getDigestSize()];
            digest.doFinal(result, 0);
            return result;
        }

        private byte[] mac(byte[] key, byte[] data) {
            var mac = new HMac(digest());
            mac.init(new KeyParameter(key));
            mac.update(data, 0, data.length);
            var result = new byte[mac.getMacSize()];
            mac.doFinal(result, 0);
            return result;
        }

        private byte[][] hkdf(byte[] chainingKey, byte[] input) {
            var key = mac(chainingKey, input);
            var first = mac(key, new byte[] {1});
            var second = mac(key, joined(first, new byte[] {2}));
            return new byte[][] {first, second, mac(key, joined(second, new byte[] {3}))};
        }

        byte[] export(String label, byte[] context, int length) {
            var derived = expandLabel(master, label, transcript, digest().getDigestSize());
            return expandLabel(derived, "exporter", hashed(context, new byte[0]), length);
        }

        private byte[] expandLabel(byte[] secret, String label, byte[] context, int length) {
            var whole = ("noise " + label).getBytes(US_ASCII);
            var info = joined(
                    ByteBuffer.allocate(2).putShort((short) length).array(),
                    new byte[] {(byte) whole.length},
                    whole,
                    new byte[] {(byte) context.length},
                    context);
            var out = new ByteArrayOutputStream();
            byte[] block = {};
            for (int i = 1; out.size() < length; i++) {
                block = mac(secret, joined(block, info, new byte[] {(byte) i}));
                out.writeBytes(block);
            }
            return Arrays.copyOf(out.toByteArray(), length);
        }

        private static byte[] joined(byte[]... parts) {
            var out = new ByteArrayOutputStream();
            for (var part : parts) {
                out.writeBytes(part);
            }
            return out.toByteArray();
        }
    }
}
