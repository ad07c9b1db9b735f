package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.OpenSshPublicKey;

/**
 * Ed25519 public keys in OpenSSH's one-line form (RFC 4253, section 6.6; RFC 8709), as in {@code ~/.ssh/id_ed25519.pub}:
 *
 * <pre>
 * ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI… ada@example
 * </pre>
 *
 * <p>They verify signatures; OpenSSH's own signatures ({@code ssh-keygen -Y sign}) are of another form than this library's. A key
 * that logs in somewhere should sign nothing else.
 */
public final class OpenSshKeys {

    private static final String SOURCE = "the OpenSSH public key";

    private OpenSshKeys() {}

    /**
     * Writes a public key without a comment.
     *
     * @param key an Ed25519 key
     * @return the line, without its end
     * @throws KeyMaterialException with {@link Reason#UNSUPPORTED} for another kind of key, which OpenSSH does not have or has in
     *     forms that are not written here
     */
    public static String toLine(SigningPublicKey key) throws KeyMaterialException {
        if (key.type() != SigningKeyType.ED25519) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED,
                    "only Ed25519 keys are written in OpenSSH's form, and this is " + key.type()
                            + ": write it as PEM with KeyFiles");
        }
        return OpenSshPublicKey.write(key.encoded());
    }

    /**
     * Writes a public key with a comment.
     *
     * @param key an Ed25519 key
     * @param comment whose it is; no line ends or other control characters
     * @return the line, without its end
     * @throws IllegalArgumentException if the comment is empty or holds control characters
     * @throws KeyMaterialException as {@link #toLine(SigningPublicKey)}
     */
    public static String toLine(SigningPublicKey key, String comment) throws KeyMaterialException {
        if (comment.isBlank() || comment.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a comment is one line of text that is not empty");
        }
        return toLine(key) + " " + comment;
    }

    /**
     * Reads a public key; its comment does not count.
     *
     * @param line type, Base64 and perhaps a comment, with or without the end of the line; no options and no host names
     * @return the key
     * @throws KeyMaterialException if it is damaged, of another type
     *     ({@link KeyMaterialException.Reason#UNSUPPORTED UNSUPPORTED}) or something else
     */
    public static SigningPublicKey read(String line) throws KeyMaterialException {
        return SigningPublicKey.fromSubjectPublicKeyInfo(
                OpenSshPublicKey.read(line, SOURCE).subjectPublicKeyInfo(), SOURCE);
    }
}
