package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.securechannel.auth.token.ProofContext;
import io.securechannel.auth.token.ProofKey;
import io.securechannel.auth.token.ProofPublicKey;
import io.securechannel.auth.token.TokenIssuer;
import io.securechannel.auth.token.TokenKeys;
import io.securechannel.auth.token.TokenProof;
import io.securechannel.auth.token.TokenRequest;
import io.securechannel.auth.token.TokenVerifier;
import io.securechannel.error.SecureChannelException;
import io.securechannel.keys.SharedSecret;
import io.securechannel.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens and proofs cross to Python and Node, and back. */
@Tag("it")
@Timeout(60)
class JwtInteropIT {

    private static final String ISSUER = "https://issuer.example";
    private static final String AUDIENCE = "chat";
    private static final String SECRET = "00112233445566778899aabbccddeeff".repeat(2);
    private static final byte[] NONCE = bytes(32, 1);
    private static final byte[] BINDING = bytes(32, 2);
    private static final byte[] OFFER = bytes(32, 3);
    private static final ProofContext CONTEXT = new ProofContext(NONCE, "tls-exporter", BINDING, OFFER);

    private enum Peer {
        PYTHON {
            @Override
            List<String> command() throws Exception {
                return List.of(python(), resource("tokens.py"));
            }
        },
        NODE {
            @Override
            List<String> command() throws Exception {
                Program.require("node");
                return List.of("node", resource("tokens.mjs"));
            }
        };

        abstract List<String> command() throws Exception;

        String run(String... arguments) throws Exception {
            var command = new ArrayList<>(command());
            command.addAll(List.of(arguments));
            try (var program = Program.start(command)) {
                assertThat(program.awaitExit()).as("%s", program).isZero();
                return program.output().strip();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"PYTHON, ES256", "PYTHON, HS256", "NODE, ES256", "NODE, HS256"})
    void theyVerifyOurTokens(Peer peer, String algorithm) throws Exception {
        try (var key = ProofKey.generate();
                var secret = secret();
                var issuer = issuer(algorithm, key, secret)) {
            var request =
                    TokenRequest.of("ada", AUDIENCE, Duration.ofMinutes(1)).withClaim("name", "Ada \u00FC \"quoted\"");
            var token = issuer.issue(request);
            var material = algorithm.equals("HS256") ? SECRET : key.publicKey().toJwk();
            var claims = JsonParser.parseString(peer.run("verify", algorithm, material, ISSUER, AUDIENCE, token))
                    .getAsJsonObject();
            assertThat(claims.get("sub").getAsString()).isEqualTo("ada");
            assertThat(claims.get("name").getAsString()).isEqualTo("Ada \u00FC \"quoted\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"PYTHON, ES256", "PYTHON, HS256", "NODE, ES256", "NODE, HS256"})
    void weVerifyTheirTokens(Peer peer, String algorithm) throws Exception {
        var made = make(peer, algorithm, "");
        var keys = algorithm.equals("HS256")
                ? TokenKeys.secret(peer.name().toLowerCase(java.util.Locale.ROOT), secret())
                : TokenKeys.ofJwkSet(made.get("keys").toString());
        var verifier = TokenVerifier.builder(ISSUER, AUDIENCE).keys(keys).build();
        var token = made.get("token").getAsString();
        var verified = verifier.verifyUnbound(token);
        assertThat(verified.subject()).isEqualTo("ada");
        assertThat(verified.audiences()).containsExactlyInAnyOrder(AUDIENCE, "other");
        assertThat(verified.claims()).containsEntry("level", "7").containsEntry("name", "Ada \u00FC");
        var elsewhere = TokenVerifier.builder(ISSUER, "elsewhere").keys(keys).build();
        assertThatThrownBy(() -> elsewhere.verifyUnbound(token))
                .isInstanceOf(SecureChannelException.class)
                .hasMessageContaining("not for this audience");
    }

    @ParameterizedTest
    @EnumSource(Peer.class)
    void theyVerifyOurProofs(Peer peer) throws Exception {
        try (var key = ProofKey.generate();
                var issuer = TokenIssuer.builder(ISSUER).build()) {
            var token = issuer.issue(
                    TokenRequest.of("ada", AUDIENCE, Duration.ofMinutes(1)).boundTo(key.publicKey()));
            var proof = TokenProof.sign(key, token, CONTEXT);
            var jkt = key.publicKey().thumbprint();
            assertThat(peer.run("proof", proof, token, jkt, hex(NONCE), "tls-exporter", hex(BINDING), hex(OFFER)))
                    .isEqualTo("proved");
        }
    }

    @ParameterizedTest
    @EnumSource(Peer.class)
    void weVerifyTheirProofs(Peer peer) throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var pair = generator.generateKeyPair();
        var key = ProofPublicKey.of((ECPublicKey) pair.getPublic());
        var scalar = BigIntegers.asUnsignedByteArray(32, ((ECPrivateKey) pair.getPrivate()).getS());
        var jwk = key.toJwk()
                .replace(
                        "}",
                        ",\"d\":\"" + Base64.getUrlEncoder().withoutPadding().encodeToString(scalar) + "\"}");

        var made = make(peer, "ES256", key.thumbprint());
        var token = made.get("token").getAsString();
        var proof = peer.run("prove", token, hex(NONCE), "tls-exporter", hex(BINDING), hex(OFFER), jwk);
        var verifier = TokenVerifier.builder(ISSUER, AUDIENCE)
                .keys(TokenKeys.ofJwkSet(made.get("keys").toString()))
                .build();
        assertThat(verifier.verifyBound(token, proof, CONTEXT).confirmation()).contains(key.thumbprint());
        var elsewhere = new ProofContext(NONCE, "tls-exporter", OFFER, OFFER);
        assertThatThrownBy(() -> verifier.verifyBound(token, proof, elsewhere))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(SecureChannelException.Reason.BINDING_MISMATCH));
    }

    private static JsonObject make(Peer peer, String algorithm, String confirmation) throws Exception {
        var made = JsonParser.parseString(peer.run("make", algorithm, SECRET, ISSUER, AUDIENCE, confirmation))
                .getAsJsonObject();
        System.out.println("made by " + made.get("by").getAsString());
        return made;
    }

    private static TokenIssuer issuer(String algorithm, ProofKey key, SharedSecret secret) {
        var builder = TokenIssuer.builder(ISSUER);
        return (algorithm.equals("HS256") ? builder.signWith(secret) : builder.signWith(key)).build();
    }

    private static SharedSecret secret() {
        try (var bytes = SecretBytes.owning(HexFormat.of().parseHex(SECRET))) {
            return SharedSecret.of(bytes);
        }
    }

    /** The first on the PATH, or the system's own, that has PyJWT; else one that has cryptography; else the test is skipped. */
    static String python() throws Exception {
        var found = withLibrary("jwt, cryptography").or(() -> withLibrary("cryptography"));
        if (found.isEmpty()) {
            System.out.println("SKIPPED: no python3 with cryptography, and so the checks against it are left out");
        }
        assumeTrue(found.isPresent(), "no python3 with cryptography: the checks against it are skipped");
        return found.orElseThrow();
    }

    private static Optional<String> withLibrary(String libraries) {
        for (var each : List.of("python3", "/usr/bin/python3")) {
            try (var program = Program.start(each, "-c", "import " + libraries)) {
                if (program.awaitExit() == 0) {
                    return Optional.of(each);
                }
            } catch (IOException e) {
                System.out.println("there is no " + each);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return Optional.empty();
    }

    private static String resource(String name) throws Exception {
        var url = JwtInteropIT.class.getResource(name);
        assertThat(url).as(name).isNotNull();
        var file = Path.of(url.toURI());
        assertThat(Files.isRegularFile(file)).isTrue();
        return file.toString();
    }

    private static byte[] bytes(int length, int value) {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
