package io.securechannel.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.securechannel.auth.AuthMessage.Verifier;
import io.securechannel.auth.scram.ScramClient;
import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.auth.scram.ScramServer;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.ChannelBinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The published vectors of the login's messages: {@code -Dauth.vectors.update=true} writes them anew. */
@Tag("verify")
class AuthVectorsTest {

    private static final Path FILE = Path.of("src/test/resources/io/securechannel/auth/messages.json");

    private static final Map<String, AuthMessage> MESSAGES = messages();

    private static Map<String, AuthMessage> messages() {
        var verifier = new Verifier(Octets.of(bytes(16, 1)), 600_000, Octets.of(bytes(32, 2)), Octets.of(bytes(32, 3)));
        var messages = new LinkedHashMap<String, AuthMessage>();
        messages.put(
                "offer",
                new AuthMessage.Offered(new Offer(
                        List.of("SCRAM-SHA-256-PLUS", "EXTERNAL"),
                        List.of("tls-exporter", "tls-server-end-point"),
                        SignUpPolicy.BY_INVITATION,
                        600_000)));
        messages.put(
                "offer over Noise",
                new AuthMessage.Offered(new Offer(
                        List.of("SCRAM-SHA-256-PLUS", "SECURECHANNEL-TOKEN", "EXTERNAL"),
                        List.of("noise-handshake-hash"),
                        SignUpPolicy.CLOSED,
                        600_000)));
        messages.put(
                "offer of nothing", new AuthMessage.Offered(new Offer(List.of(), List.of(), SignUpPolicy.CLOSED, 1)));
        messages.put("begin", new AuthMessage.Begin("SCRAM-SHA-256-PLUS", octets("p=tls-exporter,,n=ada,r=abc")));
        messages.put("begin without initial response", new AuthMessage.Begin("EXTERNAL", Octets.NONE));
        messages.put("challenge", new AuthMessage.Challenge(octets("r=abcdef,s=QSXCR+Q6sek8bf92,i=600000")));
        messages.put("response", new AuthMessage.Response(octets("c=biws")));
        messages.put("success", new AuthMessage.Success(octets("v=abc"), "ada", false, false));
        messages.put("success, all flags", new AuthMessage.Success(Octets.NONE, "ádá", true, true));
        messages.put("next", new AuthMessage.Next(octets("v=abc"), List.of("SECURECHANNEL-TOTP")));
        messages.put("failed", new AuthMessage.Failed(1));
        messages.put("sign-up", new AuthMessage.SignUp("ada", verifier, ""));
        messages.put("sign-up with an invitation", new AuthMessage.SignUp("ada", verifier, "AAECAwQFBgcICQoLDA0ODw"));
        messages.put("update", new AuthMessage.Update(verifier));
        messages.put("done", new AuthMessage.Done());
        messages.put("reconnect", new AuthMessage.Reconnect("{\"kty\":\"EC\"}"));
        messages.put("token", new AuthMessage.Token("a.b.c"));
        messages.put("finish", new AuthMessage.Finish());
        messages.put("again", new AuthMessage.Again());
        messages.put("abort", new AuthMessage.Abort());
        return messages;
    }

    private static Octets octets(String text) {
        return Octets.of(text.getBytes(UTF_8));
    }

    private static byte[] bytes(int length, int value) {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void theMessagesAreThosePublished() throws IOException {
        var vectors = new JsonArray();
        for (var each : MESSAGES.entrySet()) {
            var vector = new JsonObject();
            vector.addProperty("name", each.getKey());
            vector.addProperty("from", each.getValue() instanceof AuthMessage.OfServer ? "server" : "client");
            vector.addProperty("hex", HexFormat.of().formatHex(AuthCodec.encode(each.getValue())));
            vectors.add(vector);
        }
        var offerHash = new JsonObject();
        var offer = ((AuthMessage.Offered) MESSAGES.get("offer")).offer();
        offerHash.addProperty("of", "offer");
        offerHash.addProperty("sha256", HexFormat.of().formatHex(offer.hash()));
        var file = new JsonObject();
        file.addProperty("description", "The messages of a login, as docs/spec/challenge-auth.md specifies them");
        file.add("messages", vectors);
        file.add("offerHash", offerHash);
        file.add("login", login("tlsExporterBinding", ChannelBinding.Type.TLS_EXPORTER));
        file.add("loginOverNoise", login("handshakeHash", ChannelBinding.Type.NOISE_HANDSHAKE_HASH));
        var text = new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .create()
                        .toJson(file) + "\n";
        if (Boolean.getBoolean("auth.vectors.update")) {
            Files.writeString(FILE, text);
        }
        assertThat(JsonParser.parseString(Files.readString(FILE))).isEqualTo(file);
    }

    /** A login by password with nonces that are given, through the flows of SCRAM that channels use. */
    private static JsonObject login(String data, ChannelBinding.Type type) {
        var binding = new ChannelBinding(type, bytes(32, 9));
        var offer =
                new Offer(List.of("SCRAM-SHA-256-PLUS"), List.of(type.registeredName()), SignUpPolicy.CLOSED, 4_096);
        var login = new JsonObject();
        login.addProperty("user", "ada");
        login.addProperty("password", "pencil");
        login.addProperty("salt", HexFormat.of().formatHex(bytes(16, 1)));
        login.addProperty("iterations", 4_096);
        login.addProperty(data, HexFormat.of().formatHex(binding.bytes()));
        var transcript = new JsonArray();
        try (var password = LoginPair.secret("pencil");
                var credential = ScramCredential.derive(password, bytes(16, 1), 4_096);
                var client = ScramClient.builder("ada", password)
                        .iterations(4_096, 4_096)
                        .bound(binding)
                        .offer(offer.mechanisms(), offer.bindingTypes())
                        .insecureNonce("clientNONCE")
                        .build();
                var server = ScramServer.builder(name -> credential)
                        .plus(true)
                        .plusOffered(true)
                        .bindings(List.of(binding))
                        .offer(offer.mechanisms(), offer.bindingTypes())
                        .insecureNonce("serverNONCE")
                        .build()) {
            add(transcript, new AuthMessage.Offered(offer));
            var clientFirst = client.clientFirst();
            add(transcript, new AuthMessage.Begin(client.mechanism(), Octets.of(clientFirst)));
            var serverFirst = server.serverFirst(clientFirst);
            add(transcript, new AuthMessage.Challenge(Octets.of(serverFirst)));
            var clientFinal = client.clientFinal(serverFirst);
            add(transcript, new AuthMessage.Response(Octets.of(clientFinal)));
            server.clientFinal(clientFinal);
            assertThat(server.proves()).isTrue();
            var serverFinal = server.serverFinal();
            client.serverFinal(serverFinal);
            add(transcript, new AuthMessage.Success(Octets.of(serverFinal), "ada", false, false));
            add(transcript, new AuthMessage.Finish());
        } catch (SecureChannelException | KeyMaterialException e) {
            throw new AssertionError(e);
        }
        login.add("messages", transcript);
        return login;
    }

    private static void add(JsonArray transcript, AuthMessage message) {
        transcript.add(HexFormat.of().formatHex(AuthCodec.encode(message)));
    }

    @Test
    void theHashOfAnOfferIsThatOfXep0474() {
        // Sorted, 0x1E between names, 0x1F before the bindings: by hand, so that the separators are not the code's own.
        var offer = new Offer(List.of("SCRAM-SHA-256-PLUS", "EXTERNAL"), List.of("b", "a"), SignUpPolicy.OPEN, 1);
        var text = "EXTERNAL" + (char) 0x1E + "SCRAM-SHA-256-PLUS" + (char) 0x1F + "a" + (char) 0x1E + "b";
        assertThat(offer.hash()).isEqualTo(io.securechannel.internal.crypto.Sha256.of(text.getBytes(UTF_8)));
        var bare = new Offer(List.of("EXTERNAL"), List.of(), SignUpPolicy.OPEN, 1);
        assertThat(bare.hash()).isEqualTo(io.securechannel.internal.crypto.Sha256.of("EXTERNAL".getBytes(UTF_8)));
    }

    @Test
    void everyMessageIsReadAsItWasWritten() throws SecureChannelException {
        for (var message : MESSAGES.values()) {
            var bytes = AuthCodec.encode(message);
            AuthMessage read =
                    message instanceof AuthMessage.OfServer ? AuthCodec.fromServer(bytes) : AuthCodec.fromClient(bytes);
            assertThat(read).isEqualTo(message);
        }
    }

    @Test
    void aMessageThatIsCutOrHasMoreIsRefused() {
        for (var each : MESSAGES.entrySet()) {
            var bytes = AuthCodec.encode(each.getValue());
            var wrong = new ArrayList<byte[]>();
            for (int length = 0; length < bytes.length; length++) {
                wrong.add(Arrays.copyOf(bytes, length));
            }
            wrong.add(Arrays.copyOf(bytes, bytes.length + 1));
            for (var one : wrong) {
                refused(each.getKey(), () -> {
                    if (each.getValue() instanceof AuthMessage.OfServer) {
                        AuthCodec.fromServer(one);
                    } else {
                        AuthCodec.fromClient(one);
                    }
                });
            }
        }
    }

    @Test
    void aMessageOfTheOtherEndIsRefused() {
        for (var each : MESSAGES.entrySet()) {
            var bytes = AuthCodec.encode(each.getValue());
            refused(each.getKey(), () -> {
                if (each.getValue() instanceof AuthMessage.OfServer) {
                    AuthCodec.fromClient(bytes);
                } else {
                    AuthCodec.fromServer(bytes);
                }
            });
        }
    }

    private interface Reading {
        void run() throws SecureChannelException;
    }

    private static void refused(String what, Reading reading) {
        assertThatThrownBy(reading::run)
                .as(what)
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        error -> assertThat(error.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION));
    }
}
