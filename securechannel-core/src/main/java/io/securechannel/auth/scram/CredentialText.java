package io.securechannel.auth.scram;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * A credential in one line, as PostgreSQL writes it.
 *
 * <pre>{@code SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey}</pre>
 *
 * <p>Salt and keys in base64 with padding. Nothing of it becomes a string but the iteration count.
 */
final class CredentialText {

    private static final byte[] START = "SCRAM-SHA-256$".getBytes(US_ASCII);
    private static final int LONGEST = 256;

    private CredentialText() {}

    static SecretBytes of(ScramCredential credential) {
        return credential
                .storedKey()
                .use(storedKey -> credential.serverKey().use(serverKey -> {
                    var text = ByteBuffer.allocate(LONGEST);
                    text.put(START).put((credential.iterations() + ":").getBytes(US_ASCII));
                    put(text, credential.salt(), '$');
                    put(text, storedKey, ':');
                    put(text, serverKey, '\n');
                    var exact = Arrays.copyOf(text.array(), text.position() - 1);
                    Arrays.fill(text.array(), (byte) 0);
                    return SecretBytes.owning(exact);
                }));
    }

    static ScramCredential parse(SecretBytes text) throws KeyMaterialException {
        if (text.length() > LONGEST) {
            throw malformed();
        }
        return text.use(CredentialText::parse);
    }

    private static ScramCredential parse(byte[] text) throws KeyMaterialException {
        int iterationsEnd = indexOf(text, ':', START.length);
        int saltEnd = indexOf(text, '$', iterationsEnd + 1);
        int storedKeyEnd = indexOf(text, ':', saltEnd + 1);
        if (!Arrays.equals(text, 0, START.length, START, 0, START.length)) {
            throw malformed();
        }
        var iterations = new String(text, START.length, iterationsEnd - START.length, US_ASCII);
        if (!iterations.matches("[1-9][0-9]{0,9}")) {
            throw malformed();
        }
        try (var storedKey = decode(text, saltEnd + 1, storedKeyEnd);
                var serverKey = decode(text, storedKeyEnd + 1, text.length);
                var salt = decode(text, iterationsEnd + 1, saltEnd)) {
            return ScramCredential.of(salt.copy(), Math.toIntExact(Long.parseLong(iterations)), storedKey, serverKey);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new KeyMaterialException(
                    KeyMaterialException.Reason.MALFORMED,
                    "a SCRAM credential has a part out of range or not in base64; make it anew of the password");
        }
    }

    private static void put(ByteBuffer text, byte[] bytes, char end) {
        var encoded = Base64.getEncoder().encode(bytes);
        text.put(encoded).put((byte) end);
        Arrays.fill(encoded, (byte) 0);
    }

    /** Base64 in its canonical form alone, so that a credential has one text. */
    private static SecretBytes decode(byte[] text, int from, int to) {
        var encoded = Arrays.copyOfRange(text, from, to);
        byte[] again = {};
        try {
            var decoded = SecretBytes.owning(Base64.getDecoder().decode(encoded));
            again = decoded.use(Base64.getEncoder()::encode);
            if (!Arrays.equals(again, encoded)) {
                throw new IllegalArgumentException("base64 that is not canonical");
            }
            return decoded;
        } finally {
            Arrays.fill(again, (byte) 0);
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static int indexOf(byte[] text, char wanted, int from) throws KeyMaterialException {
        for (int i = from; i < text.length; i++) {
            if (text[i] == wanted) {
                return i;
            }
        }
        throw malformed();
    }

    private static KeyMaterialException malformed() {
        return new KeyMaterialException(
                KeyMaterialException.Reason.MALFORMED,
                "this is no SCRAM credential: expected SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey");
    }
}
