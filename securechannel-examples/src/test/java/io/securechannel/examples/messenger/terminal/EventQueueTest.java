package io.securechannel.examples.messenger.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.client.ChatEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What waits for a terminal that has stopped. */
@Timeout(60)
class EventQueueTest {

    private final EventQueue queue = new EventQueue();

    private static ChatEvent told(int number) {
        return new ChatEvent.Told("bob", "event " + number);
    }

    private Thread fill() {
        for (int number = 0; number < EventQueue.MOST; number++) {
            queue.on(told(number));
        }
        var messenger = new Thread(() -> queue.on(told(EventQueue.MOST)));
        messenger.setDaemon(true);
        messenger.start();
        while (messenger.getState() != Thread.State.WAITING) {
            assertThat(messenger.isAlive()).as("it is held").isTrue();
            Thread.onSpinWait();
        }
        return messenger;
    }

    @Test
    void theMessengerWaitsUntilSomethingIsRead() throws Exception {
        var messenger = fill();
        assertThat(queue.take()).contains(told(0));
        messenger.join();
        queue.end();
        for (int number = 1; number <= EventQueue.MOST; number++) {
            assertThat(queue.take()).contains(told(number));
        }
        assertThat(queue.take()).isEmpty();
    }

    @Test
    void nobodyWaitsAfterTheEnd() throws Exception {
        var messenger = fill();
        queue.end();
        messenger.join();
        queue.on(told(1));
        for (int number = 0; number < EventQueue.MOST; number++) {
            assertThat(queue.take()).contains(told(number));
        }
        assertThat(queue.take()).isEmpty();
    }

    @Test
    void whoComesAndGoesIsOneEvent() throws Exception {
        queue.on(new ChatEvent.PresenceChanged("bob", true));
        queue.on(told(1));
        for (int times = 0; times < 2 * EventQueue.MOST; times++) {
            queue.on(new ChatEvent.PresenceChanged("bob", times % 2 == 1));
        }
        queue.on(new ChatEvent.PresenceChanged("bob", false));
        assertThat(queue.take()).contains(new ChatEvent.PresenceChanged("bob", false));
        assertThat(queue.take()).contains(told(1));
        queue.on(new ChatEvent.PresenceChanged("bob", true));
        assertThat(queue.take()).contains(new ChatEvent.PresenceChanged("bob", true));
    }
}
