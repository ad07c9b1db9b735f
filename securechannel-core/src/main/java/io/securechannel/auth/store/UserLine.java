package io.securechannel.auth.store;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import io.securechannel.auth.store.UserTable.StoredUser;
import io.securechannel.secret.SecretBytes;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The lines of a {@link UserFile}, each a JSON object whose members are in a fixed order. What is read is either the line, or
 * one of IOException, IllegalArgumentException, IllegalStateException and DateTimeException.
 */
final class UserLine {

    private static final Pattern INVITATION = Pattern.compile("[0-9a-f]{64}");

    private UserLine() {}

    /** Writes members. */
    @FunctionalInterface
    private interface Members {
        void write(JsonWriter json) throws IOException;
    }

    /** Reads members. */
    @FunctionalInterface
    private interface Reading<R> {
        R read(JsonReader json) throws IOException;
    }

    static String ofSecret(byte[] secret) {
        return object(json -> json.name("secret").value(base64(secret)));
    }

    static String of(String invitation, Instant expires) {
        return object(json ->
                json.name("invitation").value(invitation).name("expires").value(expires.toString()));
    }

    static String of(StoredUser stored) {
        var user = stored.user();
        return object(json -> {
            json.name("user").value(user.name());
            json.name("revision").value(user.revision());
            json.name("enabled").value(user.enabled());
            json.name("credentialsSince").value(user.credentialsSince().toString());
            json.name("lastStep").value(stored.lastStep());
            if (user.password().isPresent()) {
                json.name("password").value(CredentialText.write(user.password().get()));
            }
            if (user.secondStep().isPresent()) {
                json.name("secondStep").value(base64(user.secondStep().get().bytes()));
            }
            AttributesJson.write(json.name("attributes"), user.attributes());
        });
    }

    static SecretBytes secret(String line) throws IOException {
        return object(line, json -> {
            byte[] bytes = bytes(string(json, "secret"));
            return UserTable.requireSecret(SecretBytes.owning(bytes));
        });
    }

    static void readInto(UserTable table, String line) throws IOException {
        object(line, json -> {
            var kind = json.nextName();
            if (kind.equals("user")) {
                table.append(user(json));
            } else if (kind.equals("invitation")) {
                var invitation = text(json);
                var expires = Instant.parse(string(json, "expires"));
                if (!INVITATION.matcher(invitation).matches()) {
                    throw new IllegalArgumentException("an invitation is 64 hexadecimal digits");
                }
                table.append(invitation, expires);
            } else {
                throw new IllegalArgumentException("a line is a user or an invitation");
            }
            return kind;
        });
    }

    private static StoredUser user(JsonReader json) throws IOException {
        var name = text(json);
        long revision = number(json, "revision");
        expect(json, "enabled");
        boolean enabled = json.nextBoolean();
        var since = Instant.parse(string(json, "credentialsSince"));
        long lastStep = number(json, "lastStep");
        var member = json.nextName();
        String password = null;
        if (member.equals("password")) {
            password = text(json);
            member = json.nextName();
        }
        String secondStep = null;
        if (member.equals("secondStep")) {
            secondStep = text(json);
            member = json.nextName();
        }
        if (!member.equals("attributes") || revision < 1) {
            throw new IllegalArgumentException("not the members of a user");
        }
        var user = new User(
                name,
                Optional.ofNullable(password).map(CredentialText::parse),
                Optional.ofNullable(secondStep).map(seed -> new SealedSeed(bytes(seed))),
                AttributesJson.read(json),
                enabled,
                since,
                revision);
        return new StoredUser(user, lastStep);
    }

    private static String object(Members members) {
        var text = new StringWriter();
        try (var json = new JsonWriter(text)) {
            json.beginObject();
            members.write(json);
            json.endObject();
        } catch (IOException e) {
            throw new IllegalStateException("a StringWriter does not fail", e);
        }
        return text.toString();
    }

    private static <R> R object(String line, Reading<R> reading) throws IOException {
        try (var json = new JsonReader(new StringReader(line))) {
            json.setStrictness(Strictness.STRICT);
            json.beginObject();
            var result = reading.read(json);
            json.endObject();
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw new IllegalArgumentException("something follows the object");
            }
            return result;
        }
    }

    private static void expect(JsonReader json, String name) throws IOException {
        if (!json.nextName().equals(name)) {
            throw new IllegalArgumentException("not the member " + name);
        }
    }

    private static String string(JsonReader json, String name) throws IOException {
        expect(json, name);
        return text(json);
    }

    private static String text(JsonReader json) throws IOException {
        if (json.peek() != JsonToken.STRING) {
            throw new IllegalArgumentException("not a string");
        }
        return json.nextString();
    }

    private static long number(JsonReader json, String name) throws IOException {
        expect(json, name);
        if (json.peek() != JsonToken.NUMBER) {
            throw new IllegalArgumentException("not a number");
        }
        return json.nextLong();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] bytes(String base64) {
        return Base64.getDecoder().decode(base64);
    }
}
