package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.examples.messenger.client.ChatEvent.Alarm;
import io.securechannel.examples.messenger.client.ChatException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A fellow user whose device signs times that are none (M8): their messages are shown, and the book can be read again. */
@Timeout(120)
class HostileTimesTest {

    /** The last that an envelope's header may have, and one by which a message would stand above all others for two years. */
    private static final List<Instant> NONE =
            List.of(Instant.parse("9999-12-31T23:59:59.999Z"), Instant.now().plus(Duration.ofDays(730)));

    @TempDir
    private Path directory;

    private Scene scene;

    @BeforeEach
    void open() throws Exception {
        scene = Scene.open(directory);
    }

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    @Test
    void aTimeThatIsNoneDoesNotGetIntoTheBook() throws Exception {
        var before = Instant.now().minus(Duration.ofSeconds(1));
        for (var time : NONE) {
            scene.deliver(scene.next("signed at " + time, time));
            assertThat(scene.bob().awaitText("signed at " + time).time())
                    .isBetween(before, Instant.now().plus(Duration.ofSeconds(1)));
        }
        // what is refused goes back to what is on the disk
        assertThatThrownBy(() -> scene.bob().client().accept("none")).isInstanceOf(ChatException.class);
        assertThat(scene.bob().client().history()).hasSize(NONE.size());
        scene.bobComesAgain(directory);
        assertThat(scene.bob().client().history()).hasSize(NONE.size());
        scene.settle();
        assertThat(scene.bob().events(Alarm.class)).isEmpty();
    }

    @Test
    void whatIsLessThanADayAheadOrLongAgoIsTheSendersWord() throws Exception {
        var ahead =
                Instant.ofEpochMilli(Instant.now().plus(Duration.ofHours(23)).toEpochMilli());
        for (var time : List.of(Instant.EPOCH, ahead)) {
            scene.deliver(scene.next("signed at " + time, time));
            assertThat(scene.bob().awaitText("signed at " + time).time()).isEqualTo(time);
        }
    }
}
