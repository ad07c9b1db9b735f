package io.securechannel.auth.scram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.secret.SecretBytes;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnknownUsersTest {

    private static final SecretBytes SECRET = SecretBytes.copyOf(new byte[32]);
    private static final int NAMES = 500;

    @Test
    void aNameAlwaysGetsTheSameAndNoOtherNameDoes() {
        var users = UnknownUsers.of(SECRET, Map.of(64, 3L), 600_000);
        var again = UnknownUsers.of(SecretBytes.copyOf(new byte[32]), Map.of(64, 9L), 600_000);
        var salts = new HashSet<List<Byte>>();
        for (int i = 0; i < NAMES; i++) {
            var credential = users.credential("user" + i);
            assertThat(again.credential("user" + i)).isEqualTo(credential);
            assertThat(credential.iterations()).isEqualTo(64);
            assertThat(credential.salt()).hasSize(ScramCredential.SALT_LENGTH);
            assertThat(credential.storedKey()).isNotEqualTo(credential.serverKey());
            salts.add(boxed(credential.salt()));
        }
        assertThat(salts).hasSize(NAMES);
    }

    @Test
    void anotherSecretGivesOtherSalts() {
        var other = new byte[32];
        other[31] = 1;
        assertThat(UnknownUsers.of(SecretBytes.copyOf(other), Map.of(), 64)
                        .credential("ada")
                        .salt())
                .isNotEqualTo(
                        UnknownUsers.of(SECRET, Map.of(), 64).credential("ada").salt());
    }

    @Test
    void withoutUsersInTheStoreTheDefaultHolds() {
        assertThat(counts(Map.of(), 600_000)).containsOnly(600_000);
        assertThat(counts(Map.of(4_096, 0L), 600_000)).containsOnly(600_000);
    }

    @Test
    void countsAreAsFrequentAsInTheStore() {
        var counts = counts(Map.of(4_096, 30L, 100_000, 50L, 600_000, 20L), 1);
        // Within 5 standard deviations of 500 draws; the names and the secret are fixed, so it holds or it does not.
        assertThat(counts.stream().filter(each -> each == 4_096).count()).isBetween(100L, 200L);
        assertThat(counts.stream().filter(each -> each == 100_000).count()).isBetween(195L, 305L);
        assertThat(counts.stream().filter(each -> each == 600_000).count()).isBetween(55L, 145L);
    }

    /** Each place of two has a count of its own: the first is not taken for both. */
    @Test
    void oneUserOfEachCountHasHalfOfTheNames() {
        var counts = counts(Map.of(1, 1L, 600_000, 1L), 7);
        assertThat(counts.stream().filter(each -> each == 1).count()).isBetween(195L, 305L);
        assertThat(counts).containsOnly(1, 600_000);
        assertThat(counts(Map.of(1, (long) Integer.MAX_VALUE), 7)).containsOnly(1);
    }

    @Test
    void whenPasswordsAreRenewedCountsMoveTowardsTheNewOneAlone() {
        var before = counts(Map.of(4_096, 100L), 1);
        for (long renewed = 0; renewed <= 100; renewed += 20) {
            var now = counts(Map.of(4_096, 100 - renewed, 600_000, renewed), 1);
            for (int i = 0; i < NAMES; i++) {
                assertThat(now.get(i)).isGreaterThanOrEqualTo(before.get(i));
            }
            before = now;
        }
        assertThat(before).containsOnly(600_000);
    }

    @Test
    void noPasswordFits() throws Exception {
        try (var users = UnknownUsers.of(SECRET, Map.of(64, 1L), 1);
                var client = Scram.client().build();
                var server = ScramServer.builder(users::credential).build()) {
            server.clientFinal(client.clientFinal(server.serverFirst(client.clientFirst())));
            assertThat(server.proves()).isFalse();
        }
    }

    @Test
    void misuseIsRefused() {
        assertThatThrownBy(() -> UnknownUsers.of(SecretBytes.copyOf(new byte[31]), Map.of(), 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> UnknownUsers.of(SECRET, Map.of(0, 1L), 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> UnknownUsers.of(SECRET, Map.of(1, -1L), 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> UnknownUsers.of(SECRET, Map.of(1, 1L + Integer.MAX_VALUE), 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> UnknownUsers.of(SECRET, Map.of(), 0)).isInstanceOf(IllegalArgumentException.class);
        var closed = UnknownUsers.of(SECRET, Map.of(), 1);
        closed.close();
        assertThatThrownBy(() -> closed.credential("ada")).isInstanceOf(IllegalStateException.class);
        assertThat(closed).hasToString("UnknownUsers[redacted]");
    }

    private static List<Integer> counts(Map<Integer, Long> store, int fallback) {
        try (var users = UnknownUsers.of(SECRET, store, fallback)) {
            return IntStream.range(0, NAMES)
                    .mapToObj(i -> users.credential("user" + i).iterations())
                    .toList();
        }
    }

    private static List<Byte> boxed(byte[] bytes) {
        return IntStream.range(0, bytes.length).mapToObj(i -> bytes[i]).toList();
    }
}
