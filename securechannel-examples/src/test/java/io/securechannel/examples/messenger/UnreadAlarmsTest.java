package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.client.AlarmKind;
import io.securechannel.examples.messenger.client.ChatEvent.Alarm;
import io.securechannel.examples.messenger.endtoend.Payload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Alarms are told, also after a crash, and a flood of them hides no other (M4). */
@Timeout(120)
class UnreadAlarmsTest {

    private static final int FLOOD = 200;
    private static final int ONE_BY_ONE = 10;

    @TempDir
    private Path directory;

    private final SettableClock clock = new SettableClock();
    private Scene scene;

    @BeforeEach
    void open() throws Exception {
        scene = Scene.open(directory, clock);
    }

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    /** While it is told the process ends: the file of that moment is what is left. */
    @Test
    void anAlarmThatNobodyWasToldIsToldAtTheNextStart() throws Exception {
        var left = Files.createDirectory(directory.resolve("left"));
        scene.bob().first(event -> {
            if (event instanceof Alarm) {
                copy(directory.resolve("bob.keys"), left.resolve("bob.keys"));
            }
        });
        scene.next("lost");
        scene.deliver(scene.next("the next"));
        scene.bob().await(Alarm.class, each -> each.kind() == AlarmKind.MISSING);
        scene.bob().awaitText("the next");

        scene.bobComesAgain(left);
        var alarm = scene.bob().await(Alarm.class, each -> true);
        assertThat(alarm.kind()).isEqualTo(AlarmKind.MISSING);
        assertThat(alarm.text()).contains("1 message of ada before this one did not come");
        assertThat(alarm.time()).isEqualTo(clock.instant());
        scene.settle();

        scene.bobComesAgain(left);
        scene.settle();
        assertThat(scene.bob().events(Alarm.class)).as("told once").isEmpty();
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFloodIsToldInOneLineAndHidesNoOtherAlarm() throws Exception {
        var mail = scene.ada().mail(Scene.TALK, scene.bobsPrekey(), new Payload.Text("x"));
        for (int i = 0; i < FLOOD; i++) {
            scene.deliver(Forgery.of(mail, i));
        }
        scene.next("lost");
        scene.settle();
        assertThat(scene.bob().events(Alarm.class))
                .extracting(Alarm::kind)
                .filteredOn(kind -> kind == AlarmKind.FORGED)
                .hasSize(ONE_BY_ONE);
        assertThat(scene.bob().events(Alarm.class))
                .last()
                .extracting(Alarm::kind)
                .isEqualTo(AlarmKind.MISSING);

        scene.bobComesAgain(directory); // the number is kept
        clock.move(Duration.ofMinutes(2));
        var more = scene.bob().await(Alarm.class, each -> each.kind() == AlarmKind.FORGED);
        assertThat(more.text())
                .contains("and " + (FLOOD - ONE_BY_ONE) + " more of this kind (forged) about ada", "Ask whoever runs");
    }
}
