package io.securechannel.auth.scram;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.internal.crypto.HmacSha256;
import io.securechannel.internal.crypto.Sha256;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An exchange with known bytes. */
record Vector(
        String label,
        String user,
        String password,
        boolean prepared,
        String salt64,
        String clientNonce,
        String serverNonce,
        List<String> steps) {

    private static final int ITERATIONS = 4_096;

    private static final List<String> XDG =
            List.of("ascii", "ascii-pass", "ascii-user", "no-saslprep", "saslprep-non-normal", "saslprep-normal");

    /** RFC 7677's and those of xdg-go/scram. */
    static List<Vector> all() throws IOException {
        var vectors = new ArrayList<Vector>();
        for (var each : JsonParser.parseString(text("rfc5802-rfc7677.json")).getAsJsonArray()) {
            var vector = each.getAsJsonObject();
            if (vector.get("hash").getAsString().equals("sha256")) {
                vectors.add(ofRfc(vector));
            }
        }
        for (var name : XDG) {
            vectors.add(ofXdg(
                    JsonParser.parseString(text("sha-256-" + name + ".json")).getAsJsonObject()));
        }
        return vectors;
    }

    static String text(String resource) throws IOException {
        try (var in = Vector.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static Vector ofRfc(JsonObject vector) {
        var clientNonce = string(vector, "clientFirst").replaceAll(".*,r=", "");
        var serverFirst = string(vector, "serverFirst");
        return new Vector(
                string(vector, "source"),
                string(vector, "username"),
                string(vector, "password"),
                true,
                serverFirst.replaceAll(".*,s=|,i=.*", ""),
                clientNonce,
                serverFirst.replaceAll("^r=|,s=.*", "").substring(clientNonce.length()),
                List.of(
                        string(vector, "clientFirst"),
                        serverFirst,
                        string(vector, "clientFinal"),
                        string(vector, "serverFinal")));
    }

    private static Vector ofXdg(JsonObject vector) {
        var steps = new Gson().fromJson(vector.get("steps"), String[].class);
        return new Vector(
                string(vector, "label"),
                string(vector, "user"),
                string(vector, "pass"),
                !vector.get("skipSASLprep").getAsBoolean(),
                string(vector, "salt64").strip(),
                string(vector, "clientNonce"),
                string(vector, "serverNonce"),
                List.of(steps).subList(0, 4));
    }

    private static String string(JsonObject object, String name) {
        return object.get(name).getAsString();
    }

    byte[] salt() {
        return Base64.getDecoder().decode(salt64);
    }

    byte[] step(int index) {
        return steps.get(index).getBytes(UTF_8);
    }

    ScramClient client() throws SecureChannelException {
        try (var typed = Password.copyOf(password.toCharArray())) {
            var builder = ScramClient.builder(user, typed)
                    .iterations(ITERATIONS, ITERATIONS)
                    .insecureNonce(clientNonce);
            return (prepared ? builder : builder.insecureUnprepared()).build();
        }
    }

    ScramServer server() throws KeyMaterialException {
        var credential = credential();
        return ScramServer.builder(user -> credential)
                .insecureNonce(serverNonce)
                .build();
    }

    private ScramCredential credential() throws KeyMaterialException {
        if (prepared) {
            try (var typed = Password.copyOf(password.toCharArray())) {
                return ScramCredential.derive(typed, salt(), ITERATIONS);
            }
        }
        // No server of this library leaves SASLprep out, so this one's keys are made by hand.
        byte[] salted = HmacSha256.pbkdf2(password.getBytes(UTF_8), salt(), ITERATIONS);
        return ScramCredential.of(
                salt(),
                ITERATIONS,
                SecretBytes.copyOf(Sha256.of(HmacSha256.of(salted, "Client Key".getBytes(UTF_8)))),
                SecretBytes.copyOf(HmacSha256.of(salted, "Server Key".getBytes(UTF_8))));
    }

    @Override
    public String toString() {
        return label;
    }
}
