package io.securechannel.auth.token;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.StoredData;
import io.securechannel.secret.SecretBytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An issuer in a key store:
 *
 * <pre>{@code
 * issuer   length (2 bytes, big-endian), name in UTF-8
 * keys     1 or 2 (1 byte), the one that signs first; each:
 *   kind     1 ES256, 2 HS256 (1 byte)
 *   material length (2 bytes), PKCS#8 or the secret
 * }</pre>
 */
final class IssuerCodec {

    private static final String FORMAT = "securechannel token issuer/1";
    private static final String WHAT = "the stored token issuer";
    private static final int LARGEST = 0xFFFF;

    private IssuerCodec() {}

    /**
     * What is stored.
     *
     * @param issuer its name
     * @param keys one or two, the one that signs first
     */
    record Content(String issuer, List<IssuerKey> keys) {}

    static StoredData write(String issuer, List<IssuerKey> keys) {
        byte[] name = issuer.getBytes(StandardCharsets.UTF_8);
        int length = 2 + name.length + 1;
        for (var key : keys) {
            length += 1 + 2 + key.material().length();
        }
        var bytes = ByteBuffer.allocate(length);
        try {
            bytes.putShort((short) name.length).put(name).put((byte) keys.size());
            for (var key : keys) {
                bytes.put(key.kind()).putShort((short) key.material().length());
                key.material().use(bytes::put);
            }
            return StoredData.of(FORMAT, bytes.array());
        } finally {
            Arrays.fill(bytes.array(), (byte) 0);
        }
    }

    static Content read(StoredData stored) throws KeyMaterialException {
        requireFormat(stored, FORMAT, WHAT);
        byte[] content = stored.content();
        var keys = new ArrayList<IssuerKey>();
        boolean whole = false;
        try {
            var bytes = ByteBuffer.wrap(content);
            var name = new String(take(bytes), StandardCharsets.UTF_8);
            int count = bytes.get();
            if (name.isEmpty() || count < 1 || count > 2) {
                throw new Refusal("has no name, or not one or two keys");
            }
            for (int i = 0; i < count; i++) {
                byte kind = bytes.get();
                try (var material = SecretBytes.owning(take(bytes))) {
                    keys.add(IssuerKey.read(kind, material));
                }
            }
            if (bytes.hasRemaining()) {
                throw new Refusal("has something after its end");
            }
            whole = true;
            return new Content(name, List.copyOf(keys));
        } catch (BufferUnderflowException e) {
            throw new Refusal("is cut short").malformed(WHAT);
        } catch (Refusal e) {
            throw e.malformed(WHAT);
        } finally {
            Arrays.fill(content, (byte) 0);
            if (!whole) {
                keys.forEach(IssuerKey::close);
            }
        }
    }

    static void requireFormat(StoredData stored, String format, String what) throws KeyMaterialException {
        if (!stored.format().equals(format)) {
            throw new KeyMaterialException(
                    Reason.WRONG_KIND,
                    what + " has the format \"" + stored.format() + "\", and \"" + format + "\" is expected");
        }
    }

    /** Two bytes of length, and that many bytes. */
    static byte[] take(ByteBuffer bytes) {
        int length = bytes.getShort() & LARGEST;
        if (length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        var taken = new byte[length];
        bytes.get(taken);
        return taken;
    }
}
