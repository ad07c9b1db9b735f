package io.securechannel.internal.primitive;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.agreement.ecjpake.ECJPAKECurve;
import org.bouncycastle.crypto.agreement.ecjpake.ECJPAKECurves;
import org.bouncycastle.crypto.agreement.ecjpake.ECJPAKEUtil;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/**
 * One end of J-PAKE with elliptic curves (RFC 8236, section 3) on P-256 with SHA-256, and of its key confirmation (section 5), by Bouncy
 * Castle. What each round is in bytes stands in docs/spec/noise.md, section 6.
 *
 * <p>Bouncy Castle's participant cannot read a peer's proof from bytes (the constructor of its proof is its own). So its primitives are used
 * here, and the check of a Schnorr proof (RFC 8235, section 3.3) is this class's. Not for use by several threads.
 *
 * <p>Bouncy Castle's multiplication is not made to take the same time for every exponent. Of the secret, s, little can follow from that: it is
 * used in the product x2·s alone, x2 is random, and each exchange has another.
 */
public final class EcJpake implements AutoCloseable {

    private static final int POINT = 33;
    private static final int SCALAR = 32;
    private static final int PROVED = POINT + POINT + SCALAR;

    /** Bytes of round 1: two points, each with its proof. */
    public static final int ROUND_1 = 2 * PROVED;

    /** Bytes of round 2: a point with its proof. */
    public static final int ROUND_2 = PROVED;

    /** Bytes of round 3: the tag that confirms the key. */
    public static final int ROUND_3 = 32;

    private static final ECJPAKECurve CURVE = ECJPAKECurves.NIST_P256;
    private static final BigInteger ORDER = CURVE.getN();

    /** What a check has found. */
    public enum Verdict {
        /** It is as it has to be. */
        GOOD,
        /** It is no such message. */
        MALFORMED,
        /** A proof does not hold: it was made for other identities, or by who does not know the exponent. */
        UNPROVED
    }

    private final String own;
    private final String peer;
    private final SecureRandom random;
    private @Nullable BigInteger secret;

    private @Nullable BigInteger first;
    private @Nullable BigInteger second;
    private @Nullable ECPoint ownFirst;
    private @Nullable ECPoint ownSecond;

    private @Nullable ECPoint peersFirst;
    private @Nullable ECPoint peersSecond;
    private @Nullable BigInteger key;

    /** A point whose discrete logarithm somebody says to know, and his Schnorr proof of it. */
    private record Proved(ECPoint point, ECPoint commitment, BigInteger response) {}

    /**
     * Begins. The exponents are chosen, and their points computed, when they are needed first, so that a peer who sends nothing good costs
     * little.
     *
     * @param secret what both ends have, as a number (big-endian); the caller wipes it
     * @param own the identity of this end, which its proofs cover
     * @param peer the identity of the other end
     * @param random where the exponents come from
     * @throws IllegalArgumentException if the secret is zero modulo the order of the group, as almost none is
     */
    public EcJpake(byte[] secret, String own, String peer, SecureRandom random) {
        this.own = own;
        this.peer = peer;
        this.random = random;
        try {
            this.secret = ECJPAKEUtil.calculateS(ORDER, secret);
        } catch (CryptoException e) {
            throw new IllegalArgumentException("the secret is zero modulo the order of the group", e);
        }
    }

    /** Chooses x1 and x2 (RFC 8236, section 3.2), unless that is done. */
    private void choose() {
        known(secret);
        if (ownFirst == null) {
            var firstExponent = ECJPAKEUtil.generateX1(ORDER, random);
            var secondExponent = ECJPAKEUtil.generateX1(ORDER, random);
            first = firstExponent;
            second = secondExponent;
            ownFirst = ECJPAKEUtil.calculateGx(CURVE.getG(), firstExponent);
            ownSecond = ECJPAKEUtil.calculateGx(CURVE.getG(), secondExponent);
        }
    }

    /** {@return the message of round 1: G1 and G2 (RFC 8236, section 3.2), each with its proof} */
    public byte[] round1() {
        choose();
        return joined(
                prove(CURVE.getG(), known(first), known(ownFirst)),
                prove(CURVE.getG(), known(second), known(ownSecond)));
    }

    /**
     * Checks the peer's round 1.
     *
     * @param message of any length
     * @return whether it is good
     */
    public Verdict checkRound1(byte[] message) {
        var third = message.length == ROUND_1 ? read(message, 0) : Optional.<Proved>empty();
        var fourth = message.length == ROUND_1 ? read(message, PROVED) : Optional.<Proved>empty();
        if (third.isEmpty() || fourth.isEmpty()) {
            return Verdict.MALFORMED;
        }
        if (!holds(CURVE.getG(), third.get()) || !holds(CURVE.getG(), fourth.get())) {
            return Verdict.UNPROVED;
        }
        choose();
        var generator = ECJPAKEUtil.calculateGA(
                known(ownFirst), third.get().point(), fourth.get().point());
        if (generator.isInfinity()) {
            return Verdict.UNPROVED;
        }
        peersFirst = third.get().point();
        peersSecond = fourth.get().point();
        return Verdict.GOOD;
    }

    /** {@return the message of round 2: A = (G1 + G3 + G4) x [x2·s] (RFC 8236, section 3.2), with its proof} */
    public byte[] round2() {
        var generator = ECJPAKEUtil.calculateGA(known(ownFirst), known(peersFirst), known(peersSecond));
        var exponent = ECJPAKEUtil.calculateX2s(ORDER, known(second), known(secret));
        return prove(generator, exponent, ECJPAKEUtil.calculateA(generator, exponent));
    }

    /**
     * Checks the peer's round 2, and computes the key of both: (B − G4 x [x2·s]) x [x2].
     *
     * @param message of any length
     * @return whether it is good, which says nothing about the secret
     */
    public Verdict checkRound2(byte[] message) {
        var said = message.length == ROUND_2 ? read(message, 0) : Optional.<Proved>empty();
        if (said.isEmpty()) {
            return Verdict.MALFORMED;
        }
        var generator = ECJPAKEUtil.calculateGA(known(peersFirst), known(ownFirst), known(ownSecond));
        if (generator.isInfinity() || !holds(generator, said.get())) {
            return Verdict.UNPROVED;
        }
        var exponent = ECJPAKEUtil.calculateX2s(ORDER, known(second), known(secret));
        var blinded = said.get().point().subtract(ECAlgorithms.multiplySecret(known(peersSecond), exponent, ORDER));
        if (blinded.isInfinity()) {
            return Verdict.UNPROVED; // Bouncy Castle's calculateKeyingMaterial would throw NullPointerException
        }
        var shared = ECAlgorithms.multiplySecret(blinded, known(second), ORDER).normalize();
        key = shared.getAffineXCoord().toBigInteger();
        return Verdict.GOOD;
    }

    /** {@return the message of round 3: this end's tag under the key} */
    public byte[] round3() {
        return tag(ECJPAKEUtil.calculateMacTag(
                own,
                peer,
                known(ownFirst),
                known(ownSecond),
                known(peersFirst),
                known(peersSecond),
                known(key),
                new SHA256Digest()));
    }

    /**
     * Checks the peer's round 3, in time that does not depend on its bytes.
     *
     * @param message of any length
     * @return whether the peer has the same secret and the same identities
     */
    public boolean checkRound3(byte[] message) {
        var expected = tag(ECJPAKEUtil.calculateMacTag(
                peer,
                own,
                known(peersFirst),
                known(peersSecond),
                known(ownFirst),
                known(ownSecond),
                known(key),
                new SHA256Digest()));
        return MessageDigest.isEqual(expected, message);
    }

    /** Lets go of the exponents, the secret and the key. Their numbers are the platform's and cannot be overwritten. */
    @Override
    public void close() {
        first = null;
        second = null;
        secret = null;
        key = null;
    }

    private byte[] prove(ECPoint generator, BigInteger exponent, ECPoint point) {
        var proof = ECJPAKEUtil.calculateZeroKnowledgeProof(
                generator, ORDER, exponent, point, new SHA256Digest(), own, random);
        return joined(
                point.getEncoded(true),
                proof.getV().getEncoded(true),
                BigIntegers.asUnsignedByteArray(SCALAR, proof.getr()));
    }

    /** RFC 8235, section 3.3: V = G x [r] + A x [c]. That A is a point of the group has been checked by {@link #point}. */
    private boolean holds(ECPoint generator, Proved said) {
        var challenge = challenge(generator, said.commitment(), said.point());
        return ECAlgorithms.sumOfTwoMultiplies(generator, said.response(), said.point(), challenge)
                .equals(said.commitment());
    }

    /** c of RFC 8235, section 3.3, as Bouncy Castle hashes it: each item behind its length, the result a signed number. */
    private BigInteger challenge(ECPoint generator, ECPoint commitment, ECPoint point) {
        var id = peer.getBytes(StandardCharsets.US_ASCII);
        var hash = HashFunction.SHA256.hash(
                u32(POINT),
                generator.getEncoded(true),
                u32(POINT),
                commitment.getEncoded(true),
                u32(POINT),
                point.getEncoded(true),
                u32(id.length),
                id);
        return new BigInteger(hash).mod(ORDER);
    }

    private static Optional<Proved> read(byte[] message, int at) {
        var point = point(message, at);
        var commitment = point(message, at + POINT);
        var response = new BigInteger(1, message, at + 2 * POINT, SCALAR);
        if (point.isEmpty() || commitment.isEmpty() || response.compareTo(ORDER) >= 0) {
            return Optional.empty();
        }
        return Optional.of(new Proved(point.get(), commitment.get(), response));
    }

    /** A compressed point (SEC 1, section 2.3.4): on the curve, and so, the cofactor being 1, of the group; never the infinite one. */
    private static Optional<ECPoint> point(byte[] message, int at) {
        if (message[at] != 2 && message[at] != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(CURVE.getCurve().decodePoint(Arrays.copyOfRange(message, at, at + POINT)));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a coordinate that is none of a point, or not below the field's prime
        }
    }

    /** Bouncy Castle gives the tag as a signed number; its two's complement is the tag. */
    private static byte[] tag(BigInteger number) {
        var bytes = number.toByteArray();
        var tag = new byte[ROUND_3];
        Arrays.fill(tag, (byte) (number.signum() < 0 ? -1 : 0));
        System.arraycopy(bytes, 0, tag, ROUND_3 - bytes.length, bytes.length);
        return tag;
    }

    private static byte[] joined(byte[]... parts) {
        int length = 0;
        for (var part : parts) {
            length += part.length;
        }
        var all = new byte[length];
        int at = 0;
        for (var part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static byte[] u32(int length) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(length).array();
    }

    private static <T> T known(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the rounds come in their order, and none after close()");
        }
        return value;
    }
}
