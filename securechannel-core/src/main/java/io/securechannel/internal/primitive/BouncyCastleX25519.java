package io.securechannel.internal.primitive;

/** By Bouncy Castle's low-level code, which allocates nothing. */
final class BouncyCastleX25519 implements X25519 {

    static final BouncyCastleX25519 INSTANCE = new BouncyCastleX25519();

    private BouncyCastleX25519() {}

    @Override
    public boolean agree(byte[] privateKey, byte[] publicKey, byte[] result) {
        return org.bouncycastle.math.ec.rfc7748.X25519.calculateAgreement(privateKey, 0, publicKey, 0, result, 0);
    }
}
