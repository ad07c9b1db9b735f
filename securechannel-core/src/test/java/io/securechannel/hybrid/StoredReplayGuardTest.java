package io.securechannel.hybrid;

import static io.securechannel.hybrid.Guards.ADA;
import static io.securechannel.hybrid.Guards.EVE;
import static io.securechannel.hybrid.Guards.HOUR;
import static io.securechannel.hybrid.Guards.NOON;
import static io.securechannel.hybrid.Guards.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.PasswordCost;
import io.securechannel.keys.SharedSecret;
import io.securechannel.keys.StoredData;
import io.securechannel.secret.Password;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A guard that outlives the program, and what it does with a damaged entry. */
@Tag("verify")
@Timeout(30)
class StoredReplayGuardTest {

    private static final Password PASSWORD = Password.copyOf("correct horse".toCharArray());
    private static final String NAME = "seen";
    private static final long TIME = NOON.toEpochMilli();

    private final Guards.Clock clock = new Guards.Clock();
    private final ReplayWindow window = ReplayWindow.of(HOUR).clock(clock);

    @TempDir
    Path directory;

    private KeyStoreManager keys;

    @BeforeEach
    void create() throws KeyMaterialException {
        keys = builder().create(PASSWORD);
    }

    @AfterEach
    void close() {
        keys.close();
    }

    @Test
    void itRemembersAfterARestart() throws Exception {
        ReplayGuard.in(keys, NAME, window, 2).admit(ADA, id(1), NOON);
        keys.close();
        keys = builder().open(PASSWORD);
        var again = ReplayGuard.in(keys, NAME, window, 2);
        Refused.with(Reason.REPLAYED, "", () -> again.admit(ADA, id(1), NOON));
        again.admit(EVE, id(1), NOON);
        Refused.with(Reason.UNAVAILABLE, "", () -> again.admit(EVE, id(2), NOON));
        assertThat(again).asString().contains(NAME).doesNotContain(id(1).toString());
    }

    @Test
    void aClockSetBackBetweenTwoStartsLetsNothingInAgain() throws Exception {
        ReplayGuard.in(keys, NAME, window, 2).admit(ADA, id(1), NOON);
        clock.set(NOON.plus(Duration.ofDays(3_650)));
        ReplayGuard.in(keys, NAME, window, 2).admit(ADA, id(2), clock.instant());
        clock.set(NOON);
        var guard = ReplayGuard.in(keys, NAME, window, 2);
        Refused.with(Reason.EXPIRED, "clock was ahead", () -> guard.admit(ADA, id(1), NOON));
        guard.admit(ADA, id(3), NOON.plusMillis(1));
    }

    @Test
    void ofTwoGuardsOnOneEntryOneAdmits() throws Exception {
        int envelopes = 10;
        var barrier = new CyclicBarrier(2);
        var pool = Executors.newFixedThreadPool(2);
        try (var other = builder().open(PASSWORD)) {
            var first = pool.submit(() -> admitted(ReplayGuard.in(keys, NAME, window, 20), envelopes, barrier));
            var second = pool.submit(() -> admitted(ReplayGuard.in(other, NAME, window, 20), envelopes, barrier));
            assertThat(first.get() + second.get()).isEqualTo(envelopes);
        } finally {
            pool.shutdownNow();
        }
    }

    private static int admitted(ReplayGuard guard, int envelopes, CyclicBarrier barrier) throws Exception {
        int admitted = 0;
        for (int i = 0; i < envelopes; i++) {
            barrier.await();
            try {
                guard.admit(ADA, id(i), NOON);
                admitted++;
            } catch (KeyMaterialException e) {
                assertThat(e.reason()).isEqualTo(Reason.REPLAYED);
            }
        }
        return admitted;
    }

    @Test
    void anEntryOfAnotherKindIsRefusedAndStays() throws Exception {
        var guard = ReplayGuard.in(keys, NAME, window, 2);
        var contacts = StoredData.of("contacts/1", new byte[12]);
        keys.put(NAME, contacts);
        Refused.with(Reason.WRONG_KIND, "name of its own", () -> guard.admit(ADA, id(1), NOON));
        assertThat(keys.get(NAME, StoredData.class)).isEqualTo(contacts);
        keys.delete(NAME);
        keys.put(NAME, SharedSecret.random());
        Refused.with(Reason.WRONG_KIND, "", () -> guard.admit(ADA, id(1), NOON));
        assertThatIllegalArgumentException().isThrownBy(() -> ReplayGuard.in(keys, NAME, window, 65_537));
    }

    @Test
    void whatIsWrittenIsReadAndEveryCutAndLengthIsRefused() throws Exception {
        var guard = ReplayGuard.in(keys, NAME, HOUR);
        var clocked = ReplayGuard.in(keys, NAME, window, 20);
        clocked.admit(ADA, id(1), NOON);
        clocked.admit(ADA, id(2), NOON.minusMillis(1));
        clocked.admit(EVE, id(2), NOON.minusMillis(1));
        byte[] stored = content();
        assertThat(stored).hasSize(8 + 4 + 3 * 40);
        assertThat(ByteBuffer.wrap(stored).getLong()).isEqualTo(-1);
        assertThat(SeenEnvelopesCodec.write(SeenEnvelopesCodec.read(stored, "")))
                .isEqualTo(stored);
        for (int length = 0; length <= stored.length + 41; length++) {
            byte[] cut = Arrays.copyOf(stored, length);
            if (length != stored.length) {
                malformed(cut);
            }
        }
        put(Arrays.copyOf(stored, stored.length - 1));
        Refused.with(Reason.MALFORMED, "delete the entry", () -> guard.admit(ADA, id(3), NOON));
        assertThat(content()).hasSize(stored.length - 1);
    }

    @Test
    @SuppressWarnings("ByteBufferBackingArray") // head allocates it
    void numbersThatCannotBeAreRefused() throws Exception {
        malformed(head(-2, 0).array());
        malformed(head(Long.MIN_VALUE, 0).array());
        for (int count : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 65_537, 107_374_183}) {
            malformed(head(-1, count).array());
        }
        malformed(head(TIME, 1).putLong(TIME).array());
        malformed(head(-1, 1).putLong(-1).array());
        malformed(head(-1, 2)
                .putLong(TIME)
                .put(hash(2))
                .putLong(TIME)
                .put(hash(1))
                .array());
        malformed(head(-1, 2)
                .putLong(TIME)
                .put(hash(1))
                .putLong(TIME)
                .put(hash(1))
                .array());
        malformed(head(-1, 2)
                .putLong(TIME)
                .put(hash(1))
                .putLong(TIME + 1)
                .put(hash(1))
                .array());
        malformed(head(-1, 2)
                .putLong(TIME)
                .put(hash(1))
                .putLong(TIME - 1)
                .put(hash(2))
                .array());
        var good = head(TIME - 1, 2).putLong(TIME).put(hash(1)).putLong(TIME).put(hash(2));
        assertThat(SeenEnvelopesCodec.read(good.array(), "").list()).hasSize(2);
        assertThat(SeenEnvelopesCodec.read(head(-1, 0).array(), "").list()).isEmpty();
    }

    @Test
    @SuppressWarnings("ByteBufferBackingArray") // head allocates it
    void itHoldsAsManyAsItSays() throws Exception {
        var full = head(-1, SeenEnvelopesCodec.MOST);
        for (int i = 0; i < SeenEnvelopesCodec.MOST; i++) {
            full.putLong(TIME).put(hash(i));
        }
        put(full.array());
        var guard = ReplayGuard.in(keys, NAME, window, SeenEnvelopesCodec.MOST);
        Refused.with(Reason.UNAVAILABLE, "65536", () -> guard.admit(ADA, id(1), NOON));
        clock.set(NOON.plus(HOUR).plusMillis(1));
        guard.admit(ADA, id(1), clock.instant());
        assertThat(content()).hasSize(8 + 4 + 40);
        assertThat(ByteBuffer.wrap(content()).getLong()).isEqualTo(TIME);
    }

    private static void malformed(byte[] bytes) {
        Refused.with(Reason.MALFORMED, "the test's entry", () -> SeenEnvelopesCodec.read(bytes, "the test's entry"));
    }

    private static ByteBuffer head(long forgotten, int count) {
        int entries = count < 0 || count > SeenEnvelopesCodec.MOST ? 1 : count;
        return ByteBuffer.allocate(12 + 40 * entries).putLong(forgotten).putInt(count);
    }

    private static byte[] hash(int number) {
        return ByteBuffer.allocate(32).putInt(number).array();
    }

    private byte[] content() throws KeyMaterialException {
        try (var data = keys.get(NAME, StoredData.class)) {
            return data.content();
        }
    }

    private void put(byte[] content) throws KeyMaterialException {
        keys.update(NAME, StoredData.class, now -> StoredData.of(StoredReplayGuard.FORMAT, content));
    }

    private io.securechannel.keys.KeyStoreBuilder builder() {
        return KeyStoreManager.builder(directory.resolve("keys")).passwordCost(PasswordCost.insecureForTests());
    }
}
