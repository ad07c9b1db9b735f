package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.EncodedPublicKey;
import io.securechannel.internal.crypto.KeyAlgorithm;
import io.securechannel.internal.crypto.RolePublicKeys;
import io.securechannel.peer.PeerKey;
import java.math.BigInteger;

/**
 * The public half of a {@link NoiseKeyPair}. Immutable. Keys are equal if their bytes are: so a key is taken in one form alone, the number below
 * 2^255 - 19 that every implementation writes, and none has a second text or fingerprint (docs/spec/noise.md, N32).
 */
public final class NoisePublicKey extends HeldPublicKey implements RolePublicKey, PeerKey {

    private static final String PREFIX = "scn";
    private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

    NoisePublicKey(EncodedPublicKey encoded) {
        super(encoded);
    }

    /**
     * Reads a public key.
     *
     * @param subjectPublicKeyInfo the key (RFC 5280, section 4.1.2.7), DER
     * @return the key
     * @throws KeyMaterialException if it is damaged, too weak or no key for Noise handshakes
     */
    public static NoisePublicKey fromSubjectPublicKeyInfo(byte[] subjectPublicKeyInfo) throws KeyMaterialException {
        return fromSubjectPublicKeyInfo(subjectPublicKeyInfo, "the public key");
    }

    static NoisePublicKey fromSubjectPublicKeyInfo(byte[] subjectPublicKeyInfo, String source)
            throws KeyMaterialException {
        var key = RolePublicKeys.decode(subjectPublicKeyInfo, source);
        require(key, source);
        return new NoisePublicKey(key);
    }

    /**
     * Takes a public key by its bytes.
     *
     * @param bytes 32 bytes (RFC 7748, section 5)
     * @return the key
     * @throws KeyMaterialException if they are too many, too few, of low order, or a second form of another key
     */
    public static NoisePublicKey of(byte[] bytes) throws KeyMaterialException {
        var key = RolePublicKeys.ofRaw(KeyAlgorithm.X25519, bytes, "the public key");
        require(key, "the public key");
        return new NoisePublicKey(key);
    }

    /**
     * Reads the text form.
     *
     * @param text {@code scn1…}, 62 characters, as {@link #text()} writes it; upper case is the same, and spaces and line ends
     *     around it, as a file has them, are left out
     * @return the key
     * @throws KeyMaterialException if it is mistyped, cut or something else
     */
    public static NoisePublicKey parse(String text) throws KeyMaterialException {
        return of(Bech32m.decode(PREFIX, text.strip(), "a Noise public key"));
    }

    static void require(EncodedPublicKey key, String source) throws KeyMaterialException {
        if (key.algorithm() != KeyAlgorithm.X25519) {
            throw new KeyMaterialException(
                    Reason.WRONG_KIND,
                    source + " holds a key of the kind " + key.algorithm() + "; Noise here takes X25519 alone");
        }
        if (number(RolePublicKeys.raw(key)).compareTo(PRIME) >= 0) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    source + ": the X25519 public key is a second form of another, not below 2^255 - 19, which no"
                            + " implementation writes; compute it again from the private key");
        }
    }

    /** RFC 7748, section 5, but for the highest bit, which is not masked here. */
    private static BigInteger number(byte[] littleEndian) {
        var bytes = littleEndian.clone();
        for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
            byte swapped = bytes[i];
            bytes[i] = bytes[j];
            bytes[j] = swapped;
        }
        return new BigInteger(1, bytes);
    }

    /** {@return the text form with a checksum: {@code scn1…}, 62 characters, Bech32m (BIP 350)} */
    @Override
    public String text() {
        return Bech32m.encode(PREFIX, bytes());
    }

    /**
     * {@return what people read to each other: 30 digits in six groups, made of the hash that {@link #fingerprint()} has whole, as Signal
     * makes safety numbers} To find another key with the same digits takes some 2^99 attempts; whoever makes up two keys of his own with
     * the same digits, in some 2^50, fools nobody but those who trust him.
     */
    @Override
    public String shortFingerprint() {
        return Fingerprint.digits(subjectPublicKeyInfo());
    }

    /** {@return the key's 32 bytes (RFC 7748, section 5); a copy} */
    @Override
    public byte[] bytes() {
        return RolePublicKeys.raw(encoded());
    }

    @Override
    String kind() {
        return "X25519";
    }
}
