package io.securechannel.noise;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.primitive.EcJpake;
import io.securechannel.internal.primitive.EcJpake.Verdict;
import io.securechannel.noise.internal.CodeSteps;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Proves to both ends of a channel, after its handshake, that they hold the same {@link OneTimeCode}: J-PAKE over P-256 (RFC 8236) with
 * its three rounds, bound to the handshake hash (docs/spec/noise.md, section 6). Without I/O. Not for use by several threads.
 */
final class CodeExchange implements CodeSteps {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final OneTimeCode code;
    private final EcJpake jpake;
    private final boolean initiator;
    private Await await;
    private boolean done;

    /** What the peer has to send next. */
    private enum Await {
        ROUND_1,
        ROUNDS_1_AND_2,
        ROUNDS_2_AND_3,
        ROUND_3,
        NOTHING
    }

    private CodeExchange(OneTimeCode code, EcJpake jpake, boolean initiator) {
        this.code = code;
        this.jpake = jpake;
        this.initiator = initiator;
        this.await = initiator ? Await.ROUNDS_1_AND_2 : Await.ROUND_1;
    }

    /**
     * Begins. Nothing is used up yet: that comes with round 3, the one guess.
     *
     * @param code the code
     * @param handshakeHash of the channel
     * @param initiator which end this is
     * @return the exchange
     * @throws SecureChannelException CODE_REFUSED if the code has been used
     */
    static CodeExchange begin(OneTimeCode code, byte[] handshakeHash, boolean initiator) throws SecureChannelException {
        return begin(code, handshakeHash, initiator, RANDOM);
    }

    static CodeExchange begin(OneTimeCode code, byte[] handshakeHash, boolean initiator, SecureRandom random)
            throws SecureChannelException {
        var secret = code.secret();
        if (secret.isEmpty()) {
            throw used();
        }
        var hash = HexFormat.of().formatHex(handshakeHash);
        var own = (initiator ? "initiator:" : "responder:") + hash;
        var peer = (initiator ? "responder:" : "initiator:") + hash;
        try {
            return new CodeExchange(code, new EcJpake(secret.get(), own, peer, random), initiator);
        } finally {
            Arrays.fill(secret.get(), (byte) 0);
        }
    }

    /**
     * Saves a handshake that could only fail.
     *
     * @param code the code
     * @throws SecureChannelException CODE_REFUSED if it has been used
     */
    static void requireUnused(OneTimeCode code) throws SecureChannelException {
        if (code.used()) {
            throw used();
        }
    }

    @Override
    public Optional<byte[]> first() {
        return initiator ? Optional.of(jpake.round1()) : Optional.empty();
    }

    @Override
    public Optional<byte[]> receive(byte[] message) throws SecureChannelException {
        var awaited = await;
        await = Await.NOTHING;
        if (message.length == 0 && awaited != Await.NOTHING) {
            throw refusedByPeer();
        }
        return switch (awaited) {
            case ROUND_1 -> {
                requireLength(message, EcJpake.ROUND_1);
                countExchange();
                require(jpake.checkRound1(message));
                await = Await.ROUNDS_2_AND_3;
                yield Optional.of(joined(jpake.round1(), jpake.round2()));
            }
            case ROUNDS_1_AND_2 -> {
                requireLength(message, EcJpake.ROUND_1 + EcJpake.ROUND_2);
                countExchange();
                require(jpake.checkRound1(head(message, EcJpake.ROUND_1)));
                require(jpake.checkRound2(tail(message, EcJpake.ROUND_1)));
                var answer = jpake.round2();
                takeCode();
                await = Await.ROUND_3;
                yield Optional.of(joined(answer, jpake.round3()));
            }
            case ROUNDS_2_AND_3 -> {
                requireLength(message, EcJpake.ROUND_2 + EcJpake.ROUND_3);
                require(jpake.checkRound2(head(message, EcJpake.ROUND_2)));
                takeCode();
                requireConfirmation(tail(message, EcJpake.ROUND_2));
                yield Optional.of(jpake.round3());
            }
            case ROUND_3 -> {
                requireLength(message, EcJpake.ROUND_3);
                requireConfirmation(message);
                yield Optional.empty();
            }
            case NOTHING -> throw new IllegalStateException("the exchange is over");
        };
    }

    @Override
    public boolean done() {
        return done;
    }

    /** Lets go of what is secret. Its numbers are the platform's and cannot be overwritten. Further calls do nothing. */
    @Override
    public void close() {
        await = Await.NOTHING;
        jpake.close();
    }

    /** From here on it costs something, and so there is a bound (docs/spec/noise.md, N24). */
    private void countExchange() throws SecureChannelException {
        if (!code.tried()) {
            throw used();
        }
    }

    /** There is one guess (docs/spec/noise.md, N24): from here on the code is of no use to anybody else. */
    private void takeCode() throws SecureChannelException {
        if (!code.take()) {
            throw used();
        }
    }

    private void requireConfirmation(byte[] tag) throws SecureChannelException {
        if (!jpake.checkRound3(tag)) {
            throw refused(
                    "the other end has another code than this side. It may be mistyped, it may be an older one, or"
                            + " somebody else has guessed at it; which of them cannot be told");
        }
        done = true;
    }

    private void require(Verdict verdict) throws SecureChannelException {
        switch (verdict) {
            case GOOD -> {}
            case MALFORMED -> throw violation("sends what is no message of the exchange of a code");
            case UNPROVED ->
                throw refused("a proof of the other end does not hold for this channel: somebody stands between the two"
                        + " and has a channel with each, or the other program is faulty; which of them cannot be told");
        }
    }

    private static void requireLength(byte[] message, int expected) throws SecureChannelException {
        if (message.length != expected) {
            throw violation(
                    "sends " + message.length + " bytes in the exchange of a code, where " + expected + " come");
        }
    }

    private SecureChannelException refusedByPeer() {
        return refused("the other end refuses the code: it has another one, its code has been used, or somebody stands"
                + " between the two; which of them its own error tells");
    }

    private SecureChannelException refused(String why) {
        return new SecureChannelException(
                Reason.CODE_REFUSED,
                why + ". "
                        + (code.used()
                                ? "The code is used up at this end: make a new one, tell it to the other person and connect"
                                        + " again"
                                : "The code has not been used at this end: connect again with it; if it is refused again, make"
                                        + " a new one"));
    }

    private static SecureChannelException used() {
        return new SecureChannelException(
                Reason.CODE_REFUSED,
                "the code of this side has been used, by a channel, by somebody who guessed at it, or by more than "
                        + OneTimeCode.MOST_EXCHANGES
                        + " who began and did not: make a new one, tell it to the other person and connect again");
    }

    private static SecureChannelException violation(String what) {
        return new SecureChannelException(Reason.PROTOCOL_VIOLATION, "the peer " + what);
    }

    private static byte[] head(byte[] message, int length) {
        return Arrays.copyOf(message, length);
    }

    private static byte[] tail(byte[] message, int from) {
        return Arrays.copyOfRange(message, from, message.length);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
