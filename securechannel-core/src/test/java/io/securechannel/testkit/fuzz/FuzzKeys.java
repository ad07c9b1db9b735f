package io.securechannel.testkit.fuzz;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.SharedSecret;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.secret.SecretBytes;
import java.util.Arrays;
import java.util.HexFormat;

/** Keys that are the same in every run, so that what was found once is found again. */
public final class FuzzKeys {

    private static final int LENGTH = 32;

    private FuzzKeys() {}

    /**
     * {@return a key for Noise}
     *
     * @param number which one
     */
    public static NoiseKeyPair noise(int number) {
        try (var seed = seed(number)) {
            return NoiseKeyPair.fromPrivateKey(seed);
        } catch (KeyMaterialException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * {@return a secret}
     *
     * @param number which one
     */
    public static SharedSecret secret(int number) {
        try (var seed = seed(number)) {
            return SharedSecret.of(seed);
        }
    }

    /**
     * {@return an X25519 key for envelopes}
     *
     * @param number which one
     */
    public static EnvelopeKeyPair envelope(int number) {
        try (var pkcs8 = pkcs8("302e020100300506032b656e04220420", number)) {
            return EnvelopeKeyPair.fromPkcs8(pkcs8);
        } catch (KeyMaterialException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * {@return an Ed25519 key for signatures}
     *
     * @param number which one
     */
    public static SigningKeyPair signing(int number) {
        try (var pkcs8 = pkcs8("302e020100300506032b657004220420", number)) {
            return SigningKeyPair.fromPkcs8(pkcs8);
        } catch (KeyMaterialException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SecretBytes seed(int number) {
        var bytes = new byte[LENGTH];
        Arrays.fill(bytes, (byte) number);
        return SecretBytes.owning(bytes);
    }

    private static SecretBytes pkcs8(String head, int number) {
        var begin = HexFormat.of().parseHex(head);
        var bytes = Arrays.copyOf(begin, begin.length + LENGTH);
        Arrays.fill(bytes, begin.length, bytes.length, (byte) number);
        return SecretBytes.owning(bytes);
    }
}
