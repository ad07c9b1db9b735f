package io.securechannel.hostile.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;

/** A fresh key of a group, its share on the wire (RFC 8446, section 4.2.8.2) and the secret that comes of it. */
final class KeyExchange {

    /** The groups that are spoken here. */
    @SuppressWarnings("ImmutableEnumChecker") // the JDK's parameters never change
    enum Group {
        X25519(0x001D, "XDH", NamedParameterSpec.X25519),
        SECP256R1(0x0017, "EC", new ECGenParameterSpec("secp256r1"));

        final int number;
        private final String algorithm;
        private final AlgorithmParameterSpec parameters;

        Group(int number, String algorithm, AlgorithmParameterSpec parameters) {
            this.number = number;
            this.algorithm = algorithm;
            this.parameters = parameters;
        }
    }

    private static final int COORDINATE = 32;

    private final Group group;
    private final KeyPair keys;

    KeyExchange(Group group) {
        this.group = group;
        try {
            var generator = KeyPairGenerator.getInstance(group.algorithm);
            generator.initialize(group.parameters);
            this.keys = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    Group group() {
        return group;
    }

    /** X25519: u, little-endian (RFC 7748, section 5). secp256r1: 4 | x | y (the uncompressed point). */
    byte[] share() {
        if (keys.getPublic() instanceof XECPublicKey montgomery) {
            return reversed(fixed(montgomery.getU()));
        }
        var point = ((ECPublicKey) keys.getPublic()).getW();
        return Records.join(new byte[] {4}, fixed(point.getAffineX()), fixed(point.getAffineY()));
    }

    byte[] agree(byte[] peerShare) {
        try {
            var agreement = KeyAgreement.getInstance(group == Group.X25519 ? "X25519" : "ECDH");
            agreement.init(keys.getPrivate());
            agreement.doPhase(publicKey(peerShare), true);
            return agreement.generateSecret();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("the key share of the other side is of no use", e);
        }
    }

    private PublicKey publicKey(byte[] share) throws GeneralSecurityException {
        var factory = KeyFactory.getInstance(group.algorithm);
        if (group == Group.X25519) {
            return factory.generatePublic(
                    new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, reversed(share))));
        }
        var x = new BigInteger(1, Arrays.copyOfRange(share, 1, 1 + COORDINATE));
        var y = new BigInteger(1, Arrays.copyOfRange(share, 1 + COORDINATE, 1 + 2 * COORDINATE));
        var curve = ((ECPublicKey) keys.getPublic()).getParams();
        return factory.generatePublic(new ECPublicKeySpec(new ECPoint(x, y), curve));
    }

    private static byte[] fixed(BigInteger number) {
        var bytes = number.toByteArray();
        var result = new byte[COORDINATE];
        int count = Math.min(bytes.length, COORDINATE);
        System.arraycopy(bytes, bytes.length - count, result, COORDINATE - count, count);
        return result;
    }

    private static byte[] reversed(byte[] bytes) {
        var result = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            result[i] = bytes[bytes.length - 1 - i];
        }
        return result;
    }
}
