package io.securechannel.examples.transfer.sender;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.examples.transfer.protocol.Link;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever waits for an answer hears of whatever ends them. */
@Timeout(60)
class AnswersTest {

    @Test
    void aReaderThatBreaksEndsTheWaiting() {
        try (var answers = new Answers(new Broken())) {
            assertThatThrownBy(answers::take).isInstanceOf(IOException.class).hasRootCauseMessage("broken");
        }
    }

    private static final class Broken implements Link {

        @Override
        public void queue(byte[] message) {}

        @Override
        public void stream(Writing writing) {}

        @Override
        public void flush() {}

        @Override
        public Optional<InputStream> receive() {
            throw new IllegalStateException("broken");
        }

        @Override
        public void close() {}
    }
}
