package io.securechannel.internal.primitive;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KeyAgreement;

/** By a provider of the JCA: its keys are encoded (RFC 8410, sections 4 and 7). */
final class JcaX25519 implements X25519 {

    private static final byte[] PKCS8_HEAD = HexFormat.of().parseHex("302e020100300506032b656e04220420");
    private static final byte[] SPKI_HEAD = HexFormat.of().parseHex("302a300506032b656e032100");

    private static final byte[] NONE = {};

    private final Provider provider;

    JcaX25519(Provider provider) {
        this.provider = provider;
    }

    @Override
    public boolean agree(byte[] privateKey, byte[] publicKey, byte[] result) {
        var pkcs8 = concatenated(PKCS8_HEAD, privateKey);
        byte[] secret = NONE;
        try {
            var keys = KeyFactory.getInstance("XDH", provider);
            var agreement = KeyAgreement.getInstance("XDH", provider);
            agreement.init(keys.generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
            secret = agreed(agreement, keys.generatePublic(new X509EncodedKeySpec(concatenated(SPKI_HEAD, publicKey))));
            System.arraycopy(secret, 0, result, 0, secret.length);
            return secret.length > 0 && isNotZero(result);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("X25519 by " + provider.getName() + " failed", e);
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** {@return the secret; nothing if the point is of low order, which the JDK refuses itself} */
    private static byte[] agreed(KeyAgreement agreement, PublicKey peers) {
        try {
            agreement.doPhase(peers, true);
            return agreement.generateSecret();
        } catch (InvalidKeyException | IllegalStateException e) {
            return NONE;
        }
    }

    private static boolean isNotZero(byte[] bytes) {
        int all = 0;
        for (byte each : bytes) {
            all |= each;
        }
        return all != 0;
    }

    private static byte[] concatenated(byte[] head, byte[] tail) {
        var whole = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, whole, head.length, tail.length);
        return whole;
    }
}
