package io.securechannel.examples.envelopes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class InterruptionTest {

    @Test
    void anInterruptedThreadStopsAtTheNextCheckAndOthersDoNot() throws Exception {
        Interruption.cleanly(Interruption::check);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> Interruption.cleanly(Interruption::check))
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("interrupted; nothing was written");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
