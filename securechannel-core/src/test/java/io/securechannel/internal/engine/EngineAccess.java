package io.securechannel.internal.engine;

import io.securechannel.noise.TransportAccess;

/** Lets tests of channels come to a rekey without sending 65,536 records first, and be the first in their JVM. */
public final class EngineAccess {

    private EngineAccess() {}

    /** Sets the numbers of the next records of an engine over Noise whose handshake is over. */
    public static void goOnAt(ChannelEngine engine, long nextSealed, long nextOpened) {
        TransportAccess.goOnAt(((NoiseEngine) engine).records().transport(), nextSealed, nextOpened);
    }

    /** From now on records over Noise are short, as they are in a JVM that has made none. */
    public static void makeShortRecordsAgain() {
        WarmUp.SEALED.set(0);
    }
}
