package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * C11, in an order that is the test's: a device fetches its mail at each moment at which its server hears of another one's. It must not get what
 * its server's directory is behind, and must get it once it is woken: nobody wakes it again.
 */
@Tag("it")
@Timeout(120)
class NewsOrderIT extends TwoServers {

    private static final long COMMUNITY = 1;

    private final Outbox bobs = new Outbox(100, new LiveMail(LiveMail.MOST), 0);
    private final List<String> seen = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private PostgresMailStore here;
    private Directory shown;

    private PostgresMailStore open(String self) throws IOException {
        return PostgresMailStore.open(
                new SharedSource(source, "the test", COMMUNITY, self, Duration.ofMinutes(1)),
                ServerLimits.DEFAULTS.mailboxes());
    }

    @Test
    void mailIsFetchedNoSoonerThanTheDirectoryIsRenewedAndNoLaterThanItsDeviceIsWoken() throws Exception {
        here = open("here");
        try (var there = open("there")) {
            elsewhere(there, publish(ada), publish(bob));
            shown = new Directory(here.entries(), here.devices(), 10);
            elsewhere(there, publish(ada.addDevice(), 2), keep());
            var sessions = new Sessions();
            sessions.enter(sessions.next("bob", bob.id(), bobs), 1);
            var community = new Community(shown, sessions, here, line -> {}, cause -> {});
            var clock = InstantSource.fixed(TestUser.START);
            var log = AuditLog.open(directory.resolve("audit.log"), AuditLog.LONGEST, cause -> {});
            var expiring = new Expiring(sessions, new AuditTrail(log, clock));
            try (log;
                    var writer = new MailWriter(here, clock, Duration.ofHours(1), expiring, new Fetching(community))) {
                writer.start();
                writer.wake();
                over.await();
            }
        } finally {
            here.close();
        }
        assertThat(seen).startsWith("before it is heard: list 1, 0 mails", "when it is woken: list 2, 1 mails");
    }

    private void elsewhere(PostgresMailStore there, Change... changes) throws IOException {
        there.begin();
        there.apply(TestUser.START, List.of(changes));
    }

    private static Change publish(TestUser user) throws Exception {
        return publish(user, 1);
    }

    private static Change publish(TestUser user, long revision) throws Exception {
        var entry = user.entry();
        var devices = entry.verify().devices().devices().stream()
                .map(each -> each.id())
                .toList();
        return new Change.Publish(
                new DirectoryEntry(user.name(), revision, entry.identityKey(), entry.devices(), entry.prekeys()),
                Set.copyOf(devices),
                Set.of());
    }

    private Change keep() {
        var mail = ada.mail(bob.id(), 1);
        return new Change.Keep("ada", mail, mail.hash());
    }

    /** As bob's sender does, in a thread of its own, whenever it likes. */
    private void fetch(String when) {
        try {
            long list = shown.find("ada").orElseThrow().verify().devices().version();
            var range = bobs.beginToFetch(here::lastDelivery);
            var fetched = bobs.fetched(here.waiting(bob.id(), range.after(), range.upTo(), 10));
            seen.add(when + ": list " + list + ", "
                    + fetched.stream()
                            .filter(ServerMessage.Deliver.class::isInstance)
                            .count() + " mails");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private final class Fetching implements MailWriter.Observer {

        private final Community community;

        Fetching(Community community) {
            this.community = community;
        }

        @Override
        public void heard(News news) {
            fetch("before it is heard");
            community.heard(news);
        }

        @Override
        public void mailFor(Set<DeviceId> devices) {
            community.mailFor(devices);
            assertThat(devices).containsExactly(bob.id());
            fetch("when it is woken");
            over.countDown();
        }

        @Override
        public void lost(IOException cause) {
            community.lost(cause);
            over.countDown();
        }

        @Override
        public void another(IOException what) {
            community.another(what);
        }

        @Override
        public void found() throws IOException {
            community.found();
        }

        @Override
        public void failed(IOException cause) {
            seen.add("failed: " + cause);
            over.countDown();
        }
    }
}
