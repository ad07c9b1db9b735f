package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.Mail;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a device is fetched at once is bounded by bytes: every connection may have so much in memory. */
class FetchedMailTest {

    private static final int COUNT = 20;

    private final TestUser ada = new TestUser("ada");
    private final TestUser bob = new TestUser("bob");

    @Test
    void longMailComesInPiecesAndInOrder(@TempDir Path directory) throws Exception {
        try (var data = DataDirectory.openOrMake(directory);
                var store = H2MailStore.open(data, 1, ServerLimits.DEFAULTS.mailboxes())) {
            var changes = new ArrayList<>(List.of(publish(ada), publish(bob)));
            LongStream.rangeClosed(1, COUNT).forEach(each -> changes.add(keep(each)));
            store.apply(TestUser.START, changes);
            var fetched = new ArrayList<Long>();
            boolean isAll = false;
            while (!isAll) {
                long after = fetched.isEmpty() ? 0 : fetched.get(fetched.size() - 1);
                var piece = store.waiting(bob.id(), after, store.lastDelivery(), 128);
                assertThat(piece.isAll() || !piece.deliveries().isEmpty()).isTrue();
                assertThat(piece.deliveries().stream().mapToLong(Delivery::size).sum())
                        .isLessThan(256 << 10);
                piece.deliveries().forEach(each -> fetched.add(each.number()));
                isAll = piece.isAll();
            }
            assertThat(fetched)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, COUNT).boxed().toList());
            assertThat(store.waiting(bob.id(), 0, 3, 2).isAll()).isFalse();
            assertThat(store.waiting(bob.id(), COUNT, COUNT, 128)).isEqualTo(new MailStore.Waiting(List.of(), true));
        }
    }

    private static Change publish(TestUser user) throws Exception {
        var entry = user.entry();
        return new Change.Publish(
                new DirectoryEntry(user.name(), 1, entry.identityKey(), entry.devices(), List.of()),
                Set.of(user.id()),
                Set.of());
    }

    private Change keep(long sequence) {
        var end = TestUser.START.plus(Duration.ofDays(6));
        var mail = ada.mail(bob.id(), sequence, end, "e".repeat(Mail.LONGEST_ENVELOPE));
        return new Change.Keep("ada", mail, mail.hash());
    }
}
