package io.securechannel.examples.envelopes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterruptionTest {

    @Test
    void anInterruptedThreadStopsAtTheNextCheckAndOthersDoNot() throws Exception {
        Interruption.cleanly(Interruption::check);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> Interruption.cleanly(Interruption::check))
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("interrupted; no file is left incomplete");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aChannelThatIsClosedForItIsNoErrorOfItsOwn(@TempDir Path directory) throws Exception {
        Thread.currentThread().interrupt();
        try (var file = FileChannel.open(directory.resolve("f"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> Interruption.cleanly(() -> file.write(ByteBuffer.allocate(1))))
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("interrupted; no file is left incomplete");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThatThrownBy(() -> Interruption.cleanly(() -> Files.delete(directory.resolve("none"))))
                .isInstanceOf(NoSuchFileException.class);
    }
}
