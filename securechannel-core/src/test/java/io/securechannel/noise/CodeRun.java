package io.securechannel.noise;

import io.securechannel.error.SecureChannelException;
import java.security.SecureRandom;

/** Both ends of the proof of a code, each with its own. */
final class CodeRun implements AutoCloseable {

    static final byte[] HASH = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

    private final OneTimeCode initiatorsCode;
    private final OneTimeCode respondersCode;
    private final CodeExchange initiator;
    private final CodeExchange responder;

    private CodeRun(OneTimeCode initiatorsCode, CodeExchange initiator, OneTimeCode code, CodeExchange responder) {
        this.initiatorsCode = initiatorsCode;
        this.initiator = initiator;
        this.respondersCode = code;
        this.responder = responder;
    }

    static CodeRun of(String initiators, String responders) throws SecureChannelException {
        return of(initiators, HASH, responders, HASH);
    }

    static CodeRun of(String initiators, byte[] initiatorsHash, String responders, byte[] respondersHash)
            throws SecureChannelException {
        var one = code(initiators);
        var other = code(responders);
        return new CodeRun(
                one,
                CodeExchange.begin(one, initiatorsHash, true),
                other,
                CodeExchange.begin(other, respondersHash, false));
    }

    static OneTimeCode code(String typed) {
        return OneTimeCode.of(typed.toCharArray());
    }

    OneTimeCode initiatorsCode() {
        return initiatorsCode;
    }

    OneTimeCode respondersCode() {
        return respondersCode;
    }

    CodeExchange initiator() {
        return initiator;
    }

    CodeExchange responder() {
        return responder;
    }

    /** The initiator's round 1. */
    byte[] first() {
        return initiator.first().orElseThrow();
    }

    /** The responder's rounds 1 and 2. */
    byte[] second() throws SecureChannelException {
        return responder.receive(first()).orElseThrow();
    }

    /** The initiator's rounds 2 and 3. */
    byte[] third() throws SecureChannelException {
        return initiator.receive(second()).orElseThrow();
    }

    /** The responder's round 3. */
    byte[] fourth() throws SecureChannelException {
        return responder.receive(third()).orElseThrow();
    }

    @Override
    public void close() {
        initiator.close();
        responder.close();
        initiatorsCode.close();
        respondersCode.close();
    }

    /** Gives out what it was given, for vectors. */
    static final class Fixed extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private final byte[] all;
        private int at;

        Fixed(byte[] all) {
            this.all = all;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(all, at, bytes, 0, bytes.length);
            at += bytes.length;
        }

        boolean spent() {
            return at == all.length;
        }
    }
}
