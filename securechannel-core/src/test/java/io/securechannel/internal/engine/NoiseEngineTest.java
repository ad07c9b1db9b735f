package io.securechannel.internal.engine;

import io.securechannel.internal.engine.NoiseFixture.Kind;
import org.junit.jupiter.api.Nested;

/** The contract, over the handshakes of two and of three messages. */
class NoiseEngineTest {

    @Nested
    class Ik extends Contract {
        Ik() {
            super(Kind.IK);
        }
    }

    @Nested
    class Xx extends Contract {
        Xx() {
            super(Kind.XX);
        }
    }

    abstract static class Contract extends ChannelEngineContract {

        private final NoiseFixture ends;

        Contract(Kind kind) {
            while (WarmUp.mostContent() < NoiseRecords.FULL) {
                WarmUp.sealed(WarmUp.mostContent()); // what a full record holds is not to change meanwhile
            }
            this.ends = NoiseFixture.postQuantum(kind);
        }

        @Override
        ChannelEngine initiator() {
            return ends.clientEngine();
        }

        @Override
        ChannelEngine responder() {
            return ends.serverEngine();
        }
    }
}
