package io.securechannel.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.secret.SecretBytes;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzKeys;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Keys as people and programs pass them on: Bech32m, JSON Web Keys, lines of OpenSSH, public keys as PEM. What is read is written and read as the same key. */
class KeyTextFuzz extends FuzzTarget {

    private static final Set<Reason> REFUSALS = EnumSet.of(
            Reason.MALFORMED,
            Reason.UNSUPPORTED,
            Reason.KEY_MISMATCH,
            Reason.TOO_WEAK,
            Reason.TOO_LARGE,
            Reason.WRONG_KIND,
            Reason.MISSING);

    @Override
    protected List<byte[]> seeds() throws Exception {
        var seeds = new ArrayList<byte[]>();
        seeds.add(FuzzInput.of(0, utf8(FuzzKeys.noise(1).publicKey().text())));
        for (RoleKeyPair keys : List.of(
                FuzzKeys.signing(3),
                FuzzKeys.noise(1),
                FuzzKeys.envelope(2),
                EnvelopeKeyPair.generate(EnvelopeKeyType.P256))) {
            seeds.add(FuzzInput.of(1, utf8(JsonWebKeys.toJson(keys.publicKey()))));
            seeds.add(FuzzInput.of(3, utf8(KeyFiles.toPem(keys.publicKey()))));
            try (var json = JsonWebKeys.toPrivateJson(keys)) {
                seeds.add(FuzzInput.of(2, json.copy()));
            }
        }
        var postQuantum = SigningKeyPair.generate(SigningKeyType.ML_DSA_65).publicKey();
        seeds.add(FuzzInput.of(3, utf8(KeyFiles.toPem(postQuantum))));
        seeds.add(FuzzInput.of(4, utf8(OpenSshKeys.toLine(FuzzKeys.signing(3).publicKey(), "ada"))));
        return seeds;
    }

    @Override
    protected List<String> words() {
        return List.of(
                "\"kty\":",
                "\"OKP\"",
                "\"EC\"",
                "\"RSA\"",
                "\"AKP\"",
                "\"crv\":",
                "\"X25519\"",
                "\"Ed25519\"",
                "\"P-256\"",
                "\"x\":",
                "\"y\":",
                "\"d\":",
                "\"n\":",
                "\"e\":",
                "\"alg\":",
                "\"use\":",
                "\"key_ops\":[",
                "\"pub\":",
                "\"priv\":",
                "\"ML-DSA-65\"",
                "ssh-ed25519 ",
                "-----BEGIN PUBLIC KEY-----\n",
                "-----END PUBLIC KEY-----\n");
    }

    @Override
    protected List<String> followed() {
        return List.of("com.google.gson", "org.bouncycastle.asn1");
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        int form = in.choice(5);
        var bytes = in.rest();
        var text = new String(bytes, StandardCharsets.UTF_8);
        switch (form) {
            case 0 -> {
                var key = Refusals.read(REFUSALS, () -> NoisePublicKey.parse(text));
                if (key.isPresent()) {
                    assertThat(key.get().text()).isEqualToIgnoringCase(text);
                }
            }
            case 1 -> publicJson(text);
            case 2 -> privateJson(bytes);
            case 3 -> pem(text);
            default -> {
                var key = Refusals.read(REFUSALS, () -> OpenSshKeys.read(text));
                if (key.isPresent()) {
                    assertThat(OpenSshKeys.read(OpenSshKeys.toLine(key.get()))).isEqualTo(key.get());
                }
            }
        }
    }

    private static void publicJson(String json) throws Exception {
        var noise = Refusals.read(REFUSALS, () -> JsonWebKeys.readNoisePublicKey(json));
        if (noise.isPresent()) {
            assertThat(JsonWebKeys.readNoisePublicKey(JsonWebKeys.toJson(noise.get())))
                    .isEqualTo(noise.get());
        }
        var envelope = Refusals.read(REFUSALS, () -> JsonWebKeys.readEnvelopePublicKey(json));
        if (envelope.isPresent()) {
            assertThat(JsonWebKeys.readEnvelopePublicKey(JsonWebKeys.toJson(envelope.get())))
                    .isEqualTo(envelope.get());
        }
        var signing = Refusals.read(REFUSALS, () -> JsonWebKeys.readSigningPublicKey(json));
        if (signing.isPresent()) {
            assertThat(JsonWebKeys.readSigningPublicKey(JsonWebKeys.toJson(signing.get())))
                    .isEqualTo(signing.get());
        }
    }

    private static void privateJson(byte[] bytes) throws Exception {
        try (var json = SecretBytes.copyOf(bytes)) {
            Refusals.read(REFUSALS, () -> JsonWebKeys.readNoiseKeyPair(json)).ifPresent(NoiseKeyPair::close);
            Refusals.read(REFUSALS, () -> JsonWebKeys.readEnvelopeKeyPair(json)).ifPresent(EnvelopeKeyPair::close);
            var signing = Refusals.read(REFUSALS, () -> JsonWebKeys.readSigningKeyPair(json));
            if (signing.isPresent()) {
                try (var keys = signing.get();
                        var again = JsonWebKeys.toPrivateJson(keys);
                        var same = JsonWebKeys.readSigningKeyPair(again)) {
                    assertThat(same).isEqualTo(keys);
                }
            }
        }
    }

    private static void pem(String pem) throws Exception {
        var noise = Refusals.read(REFUSALS, () -> KeyFiles.parseNoisePublicKey(pem));
        if (noise.isPresent()) {
            assertThat(KeyFiles.parseNoisePublicKey(KeyFiles.toPem(noise.get())))
                    .isEqualTo(noise.get());
        }
        Refusals.read(REFUSALS, () -> KeyFiles.parseEnvelopePublicKey(pem));
        Refusals.read(REFUSALS, () -> KeyFiles.parseSigningPublicKey(pem));
    }
}
