package io.securechannel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.internal.engine.NoiseFixture.Kind;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

        /** Blocks of 32 and 64 KiB, as they are and behind a frame's header. */
        @ParameterizedTest
        @CsvSource({"32768, 1", "32772, 1", "65536, 2", "65540, 2"})
        void whatProgramsWriteAtOnceLeavesNoShortRecordBehind(int block, int records) throws Exception {
            var pair = ends.established();
            long before = pair.initiator.records(true);
            pair.sealed(pair.initiator, new byte[block]);
            assertThat(pair.initiator.records(true) - before).isEqualTo(records);
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
