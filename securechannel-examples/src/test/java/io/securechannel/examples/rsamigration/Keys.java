package io.securechannel.examples.rsamigration;

import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.secret.SecretBytes;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.time.Duration;
import java.util.Base64;

/**
 * Keys and deadlines of these tests. To find primes takes more time than all else here, and so these are found already; two keys that
 * share one are worth nothing outside of a test.
 */
final class Keys {

    private static final String SHARED =
            "fbf2534935e45f8c40cac946bbe9d248b5ac5e0f56facdf83c2129ebf5b22e9a01eaaf0df7e06c5da847aabc35392d5f"
                    + "7781b05dc56278aae8c65b6cc178abbafb5767f8a5b2d486575668c1860a77c3602b6466b3e4fe0f633a36496bc1009e"
                    + "712f05e8fbbfa6a328b92f83dcf77c285172893f99ca3bd6ef3c3bb0f0702e5b";
    private static final String OF_SERVER =
            "f19640116b1728a8186136bfd661d2e303f79b7e55fb743cda1c268eddf339b6b099329525ac3c5c8bb0e5d46877cb3a"
                    + "5d1b719051be7c2d6867c6b29b6fc89124bb57b11120333b6068f288eab009b4e6e02b321008f81757077bdf6c7ad52d"
                    + "7e7f7cdbc42619c5bf5d3f2cc0aed4b2d5df74fdb79aa57857312100740da319";
    private static final String OF_MIDDLE =
            "efcb57aabae6b06c7f75294e74be3d062cd6e2f291682aafecaaacb05d0cb8109a573d92c7b5de50c6c30c9b32026b0f"
                    + "07d545ecd18ffeea788e811f35558d65c6c7163f4bb7a41a7937c0444adced2a5c48101b63ec43ab5c415099e0b5e9da"
                    + "008990691ef28ccf2336e4e794189ebe08df1b4057c209eafec9cb3ecff52605";

    static final EnvelopeKeyPair SERVER = rsa(OF_SERVER);
    static final Mitm.Read READING = new Mitm.Read(rsa(OF_MIDDLE));
    static final SigningKeyPair ADA = SigningKeyPair.generate(SigningKeyType.ED25519);
    static final Pin PIN = Pin.of(SERVER.publicKey().fingerprint());

    /** Nobody waits for it where all goes well. */
    static final Duration LONG = Duration.ofSeconds(20);

    /** For those who are to wait in vain. */
    static final Duration SHORT = Duration.ofMillis(300);

    private Keys() {}

    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static EnvelopeKeyPair rsa(String prime) {
        var p = new BigInteger(SHARED, 16);
        var q = new BigInteger(prime, 16);
        var p1 = p.subtract(BigInteger.ONE);
        var q1 = q.subtract(BigInteger.ONE);
        var e = RSAKeyGenParameterSpec.F4;
        var d = e.modInverse(p1.multiply(q1));
        var crt = new RSAPrivateCrtKeySpec(p.multiply(q), e, d, p, q, d.mod(p1), d.mod(q1), q.modInverse(p));
        try (var pkcs8 = SecretBytes.owning(
                KeyFactory.getInstance("RSA").generatePrivate(crt).getEncoded())) {
            return EnvelopeKeyPair.fromPkcs8(pkcs8);
        } catch (GeneralSecurityException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    static String pem(byte[] der) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END PUBLIC KEY-----\n";
    }
}
