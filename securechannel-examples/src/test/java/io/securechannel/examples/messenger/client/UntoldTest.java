package io.securechannel.examples.messenger.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.client.ChatEvent.Told;
import io.securechannel.examples.messenger.client.ChatEvent.Undelivered;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a listener was not given before the process ended. */
class UntoldTest {

    private static final ChatEvent ENDED = new Undelivered("bob", 3, false, "ended");

    private final Untold untold = new Untold();

    private static Untold afterACrash(Untold before) throws Exception {
        var out = new FieldWriter();
        before.write(out);
        var in = new FieldReader("a test", out.toBytes());
        var after = Untold.read(in);
        in.end();
        return after;
    }

    @Test
    void whatWasToldIsNotKept() throws Exception {
        untold.add(ENDED);
        untold.add(ENDED);
        untold.told(ENDED);
        assertThat(afterACrash(untold).begin()).containsExactly(ENDED);
        untold.told(ENDED);
        assertThat(untold.isEmpty()).isTrue();
    }

    @Test
    void othersAreNotKeptHere() {
        untold.add(new ChatEvent.PresenceChanged("bob", true));
        untold.add(new ChatEvent.Alarm(AlarmKind.MISSING, "bob", "is kept elsewhere", Instant.EPOCH));
        assertThat(untold.isEmpty()).isTrue();
    }

    @Test
    void ofTooMuchTheNumberIsTold() throws Exception {
        for (int i = 0; i < Untold.MOST + 3; i++) {
            untold.add(new Told("bob", "number " + i));
        }
        untold.told(new Told("bob", "number " + Untold.MOST));
        var again = afterACrash(untold);
        assertThat(again.begin())
                .hasSize(Untold.MOST + 1)
                .last()
                .satisfies(
                        each -> assertThat(((Told) each).text()).startsWith("and 2 more of which you were not told"));
        again.begin().forEach(again::told);
        assertThat(again.isEmpty()).isTrue();
    }
}
