package io.securechannel.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.Hkdf;
import io.securechannel.secret.SecretBytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;

/**
 * A key outside of this program. The block:
 *
 * <pre>
 * 2   length of the key's name, L       2   length of the encrypted data key, W
 * L   the key's name, UTF-8             W   the data key, encrypted by that key
 * 32  commitment to the data key
 * </pre>
 *
 * The commitment tells another data key from damage, whatever cipher the outer key uses.
 *
 * @param wrap the key
 */
public record ExternalProtection(DataKeyWrap wrap) implements Protection {

    static final int FORM = 2;

    /** Lengths of names and encrypted keys: those of key managers are a few hundred bytes. */
    private static final int LONGEST = 8_192;

    @Override
    public int form() {
        return FORM;
    }

    @Override
    public byte[] protect(SecretBytes dataKey, byte[] preamble) throws KeyMaterialException {
        var name = wrap.keyId().getBytes(UTF_8);
        requireLength("the name of the key", name);
        var head = ByteBuffer.allocate(2 + name.length + 32)
                .putShort((short) name.length)
                .put(name)
                .put(commitment(dataKey))
                .array();
        byte[] wrapped;
        try {
            wrapped = wrap.wrap(dataKey, SealedStore.join(preamble, head));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new KeyMaterialException(
                    Reason.UNWRITABLE, "the key \"" + wrap.keyId() + "\" did not encrypt the data key: " + e, e);
        }
        requireLength("the encrypted data key", wrapped);
        return ByteBuffer.allocate(head.length + 2 + wrapped.length)
                .put(head)
                .putShort((short) wrapped.length)
                .put(wrapped)
                .array();
    }

    @Override
    public SecretBytes dataKey(SealedStore sealed) throws KeyMaterialException {
        var block = sealed.block(FORM);
        byte[] head;
        String name;
        byte[] wrapped;
        try {
            var fields = ByteBuffer.wrap(block);
            var nameBytes = new byte[Short.toUnsignedInt(fields.getShort())];
            fields.get(nameBytes);
            // It goes into errors, and whoever can write the file chose it.
            name = new String(nameBytes, UTF_8).replaceAll("\\p{C}", "?");
            head = Arrays.copyOf(block, fields.position() + 32);
            fields.position(fields.position() + 32);
            wrapped = new byte[Short.toUnsignedInt(fields.getShort())];
            fields.get(wrapped);
            boolean lengths = within(nameBytes) && within(wrapped);
            if (fields.hasRemaining() || !lengths) {
                throw sealed.malformed();
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw sealed.malformed();
        }
        return unwrap(sealed, name, head, wrapped);
    }

    private SecretBytes unwrap(SealedStore sealed, String name, byte[] head, byte[] wrapped)
            throws KeyMaterialException {
        SecretBytes dataKey;
        try {
            dataKey = wrap.unwrap(wrapped, SealedStore.join(sealed.preamble(), head));
        } catch (GeneralSecurityException | RuntimeException e) {
            boolean another = e instanceof AEADBadTagException || e instanceof InvalidKeyException;
            throw new KeyMaterialException(
                    another ? Reason.WRONG_PASSWORD : Reason.UNREADABLE,
                    sealed.source() + ": the key \"" + wrap.keyId() + "\" did not decrypt its data key, which \"" + name
                            + "\" encrypted: " + e,
                    e);
        }
        var stated = Arrays.copyOfRange(head, head.length - 32, head.length);
        if (dataKey.length() != 32 || !MessageDigest.isEqual(commitment(dataKey), stated)) {
            dataKey.close();
            throw new KeyMaterialException(
                    Reason.WRONG_PASSWORD,
                    sealed.source() + ": the key \"" + wrap.keyId() + "\" gave another data key than \"" + name
                            + "\" had encrypted");
        }
        return dataKey;
    }

    private static void requireLength(String what, byte[] bytes) throws KeyMaterialException {
        if (!within(bytes)) {
            throw new KeyMaterialException(
                    Reason.TOO_LARGE, what + " has 1 to " + LONGEST + " bytes, not " + bytes.length);
        }
    }

    private static boolean within(byte[] bytes) {
        return bytes.length > 0 && bytes.length <= LONGEST;
    }

    private static byte[] commitment(SecretBytes dataKey) {
        return Hkdf.expand(dataKey, "securechannel keystore/1 commit", 32).copy();
    }

    /** Nothing of it is secret here. */
    @Override
    public void close() {
        // The outer key belongs to whoever gave it.
    }
}
