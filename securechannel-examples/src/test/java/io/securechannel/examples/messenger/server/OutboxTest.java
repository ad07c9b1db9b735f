package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.examples.messenger.protocol.UserPresence;
import io.securechannel.framing.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a device is told, whatever comes in between. */
class OutboxTest {

    private static final int WINDOW = 8;
    private static final CloseReason END = new CloseReason(CloseReason.NORMAL, "");

    private final TestUser ada = new TestUser("ada");
    private final TestUser bob = new TestUser("bob");
    private final long size = delivery(1).size();
    private final Outbox outbox = new Outbox(WINDOW, new LiveMail(LiveMail.MOST));

    /** A store of which a part is fetched while more comes in, in all orders that chance finds. */
    @Test
    void mailComesOnceAndInOrderHoweverItIsInterleaved() throws Exception {
        for (int seed = 0; seed < 200; seed++) {
            new Interleaving(new Random(seed)).run();
        }
    }

    @Test
    void presenceIsMerged() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            outbox.presence(new UserPresence("user" + i % 300, i % 2 == 0, i));
        }
        var users = outbox.take().messages().stream()
                .map(ServerMessage.Presence.class::cast)
                .map(ServerMessage.Presence::users)
                .toList();
        assertThat(users).extracting(List::size).containsExactly(256, 44);
        assertThat(users.get(1)).last().isEqualTo(new UserPresence("user99", false, 999));
    }

    @Test
    void whoDoesNotReadCannotAskForMore() throws Exception {
        for (int i = 0; i < Outbox.OPEN_REQUESTS; i++) {
            outbox.open();
            outbox.reply(List.of(new ServerMessage.Accepted(bob.id(), i + 1)));
        }
        var opened = new ArrayList<Integer>();
        var asking = new Thread(() -> {
            try {
                outbox.open();
                opened.add(1);
            } catch (InterruptedException e) {
                opened.add(-1);
            }
        });
        asking.start();
        while (asking.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(outbox.take().messages()).hasSize(Outbox.OPEN_REQUESTS);
        asking.join();
        assertThat(opened).containsExactly(1);
    }

    @Test
    void whatWasSaidBeforeTheEndIsSentStill() throws Exception {
        outbox.open();
        outbox.reply(List.of(new ServerMessage.Accepted(bob.id(), 1)));
        outbox.end(END);
        outbox.end(new CloseReason(CloseReason.INTERNAL_ERROR, "too late"));
        var next = outbox.take();
        assertThat(next.messages()).hasSize(1);
        assertThat(next.end()).isEqualTo(END);
    }

    /** Of those who do not read, all together: their mail is in the store, and so is that of others, who fetch it. */
    @Test
    void mailInMemoryIsBoundedForAllTogether() throws Exception {
        var room = new LiveMail(2 * size);
        var slow = upToDate(room);
        slow.offer(delivery(1));
        slow.offer(delivery(2));
        assertThat(slow.take().messages()).as("is being sent").hasSize(2);
        var other = upToDate(room);
        other.offer(delivery(3));
        var next = other.take();
        assertThat(next.messages()).isEmpty();
        assertThat(next.fetch()).isEqualTo(WINDOW);
        other.beginToFetch(() -> 3);
        assertThat(other.fetched(new MailStore.Waiting(List.of(delivery(3)), true)))
                .hasSize(1);
        slow.sent();
        other.offer(delivery(4));
        assertThat(other.take().messages()).hasSize(1);
    }

    private static Outbox upToDate(LiveMail room) {
        var outbox = new Outbox(WINDOW, room, 0);
        outbox.beginToFetch(() -> 0);
        outbox.fetched(new MailStore.Waiting(List.of(), true));
        return outbox;
    }

    private Delivery delivery(long number) {
        var mail = ada.mail(bob.id(), number);
        return new Delivery(number, bob.id(), new ServerMessage.Deliver(number, "ada", mail));
    }

    /** One thread plays the writer, the sender and the client, in an order that chance chooses. */
    private final class Interleaving {

        private final Random random;
        private final LiveMail room;
        private final Outbox box;
        private final List<Delivery> offers = new ArrayList<>(); // stored, and not yet offered
        private final List<Long> told = new ArrayList<>();
        private final List<Long> open = new ArrayList<>();
        private long stored;

        Interleaving(Random random) {
            this.random = random;
            this.room = new LiveMail(random.nextInt(6) * size);
            this.box = new Outbox(WINDOW, room, 0);
        }

        void run() throws Exception {
            long before = room.left();
            for (int i = 0; i < 300; i++) {
                step();
            }
            while (told.size() < stored) {
                offerAll();
                acknowledge(open.size());
                send();
            }
            assertThat(told)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, stored).boxed().toList());
            store(3);
            offerAll();
            box.end(END);
            box.sent();
            store(1);
            offerAll(); // by a writer that has not heard yet
            assertThat(room.left()).isEqualTo(before);
        }

        private void step() throws Exception {
            switch (random.nextInt(5)) {
                case 0 -> store(1 + random.nextInt(5));
                case 1 -> offerAll();
                case 2 -> storeElsewhere(1 + random.nextInt(5));
                case 3 -> acknowledge(random.nextInt(open.size() + 1));
                default -> send();
            }
        }

        private void store(int count) {
            for (int i = 0; i < count; i++) {
                offers.add(delivery(++stored));
            }
        }

        /** By another server: what was stored here before is offered by then, and this is not. */
        private void storeElsewhere(int count) {
            offerAll();
            stored += count;
            box.fetchMore();
        }

        private void offerAll() {
            offers.forEach(box::offer);
            offers.clear();
        }

        private void acknowledge(int count) {
            var some = open.subList(0, count);
            assertThat(box.acknowledged(List.copyOf(some))).isEqualTo(some);
            assertThat(box.acknowledged(List.copyOf(some)))
                    .as("each counts once")
                    .isEmpty();
            some.clear();
        }

        private void send() throws Exception {
            box.presence(new UserPresence("x", true, 1)); // or it would wait
            var next = box.take();
            tell(next.messages());
            if (next.fetch() > 0) {
                var range = box.beginToFetch(() -> stored);
                if (random.nextBoolean()) {
                    store(3);
                    offerAll();
                }
                if (random.nextBoolean()) {
                    storeElsewhere(2);
                }
                tell(box.fetched(found(range, next.fetch())));
            }
            assertThat(open).hasSizeLessThanOrEqualTo(2 * WINDOW);
        }

        private MailStore.Waiting found(Outbox.Range range, int most) {
            long last = Math.min(range.upTo(), range.after() + most);
            var found = LongStream.rangeClosed(range.after() + 1, last)
                    .mapToObj(OutboxTest.this::delivery)
                    .toList();
            return new MailStore.Waiting(found, found.size() < most);
        }

        private void tell(List<ServerMessage> messages) {
            for (var message : messages) {
                if (message instanceof ServerMessage.Deliver deliver) {
                    told.add(deliver.delivery());
                    open.add(deliver.delivery());
                }
            }
        }
    }
}
