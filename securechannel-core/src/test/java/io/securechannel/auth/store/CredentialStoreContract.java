package io.securechannel.auth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.secret.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds of every store of users. */
abstract class CredentialStoreContract {

    static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123456789Z");

    private static final byte[] INVITATION = new byte[32];

    CredentialStore store;

    /** An empty store of its own. */
    abstract CredentialStore create() throws Exception;

    @BeforeEach
    void open() throws Exception {
        store = create();
    }

    @AfterEach
    void close() {
        store.close();
    }

    static ScramCredential credential(int iterations) {
        var salt = SecretBytes.random(16).copy();
        return ScramCredential.of(salt, iterations, SecretBytes.random(32), SecretBytes.random(32));
    }

    static User user(String name) {
        return User.of(name, credential(4_096), NOW);
    }

    static User everything(String name) {
        return user(name)
                .withSecondStep(Optional.of(new SealedSeed(new byte[] {0, -1, 7})))
                .withAttributes(Map.of("role", "admin", "名前", "\"Ada\" \\ <Lovelace> 𝒜 'x'; --", "empty", ""))
                .withEnabled(false);
    }

    static User revised(User user, long revision) {
        return new User(
                user.name(),
                user.password(),
                user.secondStep(),
                user.attributes(),
                user.enabled(),
                user.credentialsSince(),
                revision);
    }

    /** As it is after it was added, whatever its revision is. */
    User stored(User added) throws KeyMaterialException {
        return revised(added, store.find(added.name()).orElseThrow().revision());
    }

    @Test
    void findsWhatWasAdded() throws Exception {
        var ada = everything("ada");
        var bob = user("bøb 'x' \"y\" %_\\ 𝒜");
        store.add(ada);
        store.add(bob);
        assertThat(store.find("ada")).contains(stored(ada));
        assertThat(store.find(bob.name())).contains(stored(bob));
        assertThat(store.find("Ada")).isEmpty();
        assertThat(store.find("ad_")).isEmpty();
        assertThat(store.find("ada ")).isEmpty();
        assertThat(store.find("")).isEmpty();
        assertThat(store.find("x".repeat(100_000))).isEmpty();
        assertThat(store.find("nul\0")).isEmpty();
        assertThat(store.find("half \ud800")).isEmpty();
        assertThat(store.find("?")).isEmpty();
    }

    @Test
    void aUserWithoutAPassword() throws Exception {
        var bot = new User("bot", Optional.empty(), Optional.empty(), Map.of(), true, NOW, 0);
        store.add(bot);
        assertThat(store.find("bot")).contains(stored(bot));
        assertThat(store.iterationCounts()).isEmpty();
    }

    @Test
    void theLargestUserThatThereMayBe() throws Exception {
        var name = "𝒜".repeat(127) + "z";
        var large = user(name)
                .withSecondStep(Optional.of(new SealedSeed(new byte[1_024])))
                .withAttributes(Map.of("k".repeat(100), "\"".repeat(8_092)));
        store.add(large);
        assertThat(store.find(name)).contains(stored(large));
    }

    @Test
    void aNameIsTakenOnce() throws Exception {
        var first = user("ada");
        store.add(first);
        assertThatThrownBy(() -> store.add(user("ada")))
                .isInstanceOfSatisfying(
                        KeyMaterialException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ALREADY_THERE))
                .hasMessageContaining("choose another name");
        assertThat(store.find("ada")).contains(stored(first));
    }

    @Test
    void whoIsAddedIsNew() {
        assertThatThrownBy(() -> store.add(revised(user("ada"), 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("revision 0, not 3");
        assertThatThrownBy(() -> store.add(revised(user("ada"), 3), INVITATION, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("revision 0, not 3");
    }

    @Test
    void whatIsFoundIsACopy() throws Exception {
        var ada = user("ada");
        store.add(ada);
        store.find("ada").orElseThrow().password().orElseThrow().close();
        assertThat(store.find("ada")).contains(stored(ada));
        ada.password().orElseThrow().close();
        var found = store.find("ada").orElseThrow().password().orElseThrow();
        assertThat(found.storedKey().copy()).isNotEqualTo(new byte[32]);
    }

    @Test
    void changesWhatNobodyElseHasChanged() throws Exception {
        store.add(user("ada"));
        var read = store.find("ada").orElseThrow();
        var later = NOW.plusSeconds(5);
        var changed = read.withPassword(credential(10_000), later).withAttributes(Map.of("a", "b"));
        assertThat(store.update(changed)).isTrue();
        var stored = revised(changed, read.revision() + 1);
        assertThat(store.find("ada")).contains(stored);
        assertThat(store.update(read.withEnabled(false)))
                .as("of the first revision")
                .isFalse();
        assertThat(store.find("ada")).contains(stored);
        assertThat(store.update(user("bob"))).as("not there").isFalse();
        assertThat(store.names()).containsExactly("ada");
    }

    @Test
    void removes() throws Exception {
        store.add(user("ada"));
        var read = store.find("ada").orElseThrow();
        assertThat(store.remove("ada")).isTrue();
        assertThat(store.remove("ada")).isFalse();
        assertThat(store.find("ada")).isEmpty();
        assertThat(store.update(read)).isFalse();
    }

    @Test
    void whatWasReadOfARemovedUserDoesNotChangeTheNextOneOfThatName() throws Exception {
        store.add(user("ada"));
        var first = store.find("ada").orElseThrow();
        store.remove("ada");
        var next = user("ada");
        store.invite(INVITATION, NOW.plusSeconds(60));
        store.add(next, INVITATION, NOW);
        assertThat(store.update(first.withAttributes(Map.of("role", "admin")))).isFalse();
        var found = store.find("ada").orElseThrow();
        assertThat(found).isEqualTo(revised(next, found.revision()));
        assertThat(found.revision()).isPositive().isNotEqualTo(first.revision());
        store.remove("ada");
        store.add(user("ada"));
        assertThat(store.update(found.withEnabled(false))).isFalse();
    }

    @Test
    void namesAreInOrder() throws Exception {
        assertThat(store.names()).isEmpty();
        for (var name : List.of("b", "Z", "ä", "a", "_", "10", "9")) {
            store.add(user(name));
        }
        assertThat(store.names()).containsExactly("10", "9", "Z", "_", "a", "b", "ä");
    }

    @Test
    void aTimeStepServesOnce() throws Exception {
        store.add(user("ada"));
        long revision = store.find("ada").orElseThrow().revision();
        store.add(user("bob"));
        assertThat(store.takeTimeStep("ada", 100)).isTrue();
        assertThat(store.takeTimeStep("ada", 100)).isFalse();
        assertThat(store.takeTimeStep("ada", 99)).isFalse();
        assertThat(store.takeTimeStep("bob", 100)).isTrue();
        assertThat(store.takeTimeStep("nobody", 100)).isFalse();
        assertThat(store.find("ada").orElseThrow().revision())
                .as("no change of the user")
                .isEqualTo(revision);
        assertThat(store.update(store.find("ada").orElseThrow().withEnabled(false)))
                .isTrue();
        assertThat(store.takeTimeStep("ada", 100)).as("after a change").isFalse();
        assertThat(store.takeTimeStep("ada", Long.MAX_VALUE)).isTrue();
    }

    @Test
    void ofManyAtOnceOneGetsTheTimeStep() throws Exception {
        store.add(user("ada"));
        var taken = new AtomicInteger();
        Together.run(8, number -> {
            if (store.takeTimeStep("ada", 7)) {
                taken.incrementAndGet();
            }
        });
        assertThat(taken).hasValue(1);
    }

    @Test
    void anInvitationLetsOneIn() throws Exception {
        store.invite(INVITATION, NOW.plusSeconds(60));
        var ada = user("ada");
        store.add(ada, INVITATION, NOW);
        assertThat(store.find("ada")).contains(stored(ada));
        refusedUninvited("bob", INVITATION, NOW);
    }

    @Test
    void invitationsMayEndAtTheEndsOfTime() throws Exception {
        store.invite(INVITATION, Instant.MIN);
        refusedUninvited("ada", INVITATION, NOW);
        store.invite(INVITATION, Instant.MAX);
        store.add(user("ada"), INVITATION, NOW);
        assertThat(store.names()).containsExactly("ada");
    }

    @Test
    void anInvitationStaysWhereTheNameIsTaken() throws Exception {
        store.add(user("ada"));
        store.invite(INVITATION, NOW.plusSeconds(60));
        assertThatThrownBy(() -> store.add(user("ada"), INVITATION, NOW))
                .isInstanceOfSatisfying(
                        KeyMaterialException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ALREADY_THERE));
        store.add(user("bob"), INVITATION, NOW);
        assertThat(store.names()).containsExactly("ada", "bob");
    }

    @Test
    void withoutAnInvitationNobodyLearnsWhoIsThere() throws Exception {
        store.add(user("ada"));
        refusedUninvited("ada", INVITATION, NOW);
        store.invite(INVITATION, NOW);
        refusedUninvited("bob", INVITATION, NOW);
        store.invite(INVITATION, NOW.plus(Duration.ofDays(1)));
        var other = INVITATION.clone();
        other[31] = 1;
        refusedUninvited("bob", other, NOW);
        assertThatThrownBy(() -> store.add(user("bob"), new byte[31], NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32 bytes, not 31");
    }

    private void refusedUninvited(String name, byte[] invitation, Instant now) throws KeyMaterialException {
        var before = store.names();
        assertThatThrownBy(() -> store.add(user(name), invitation, now))
                .isInstanceOfSatisfying(
                        KeyMaterialException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_GRANTED))
                .hasMessageContaining("ask for a new one");
        assertThat(store.names()).isEqualTo(before);
    }

    @Test
    void ofManyAtOnceOneGetsTheInvitationAndOneTheName() throws Exception {
        store.invite(INVITATION, NOW.plusSeconds(60));
        var byInvitation = new AtomicInteger();
        var byName = new AtomicInteger();
        Together.run(8, number -> {
            byInvitation.addAndGet(
                    added(each -> store.add(user("guest " + number), INVITATION, NOW), Reason.NOT_GRANTED));
            byName.addAndGet(added(each -> store.add(user("ada")), Reason.ALREADY_THERE));
        });
        assertThat(byInvitation).hasValue(1);
        assertThat(byName).hasValue(1);
        assertThat(store.names()).hasSize(2).startsWith("ada");
    }

    @Test
    void ofManyChangesAtOnceNoneIsLost() throws Exception {
        store.add(user("ada").withAttributes(Map.of("count", "0")));
        long revision = store.find("ada").orElseThrow().revision();
        Together.run(6, number -> {
            for (int done = 0; done < 3; ) {
                var read = store.find("ada").orElseThrow();
                int count = Integer.parseInt(read.attributes().get("count"));
                if (store.update(read.withAttributes(Map.of("count", "" + (count + 1))))) {
                    done++;
                }
            }
        });
        assertThat(store.find("ada").orElseThrow().attributes()).containsEntry("count", "18");
        assertThat(store.find("ada").orElseThrow().revision()).isEqualTo(revision + 18);
    }

    @Test
    void iterationsAreCounted() throws Exception {
        assertThat(store.iterationCounts()).isEmpty();
        store.add(user("ada"));
        store.add(user("bob"));
        store.add(User.of("eve", credential(600_000), NOW));
        assertThat(store.iterationCounts()).isEqualTo(Map.of(4_096, 2L, 600_000, 1L));
        assertThat(store.iterationCounts()).as("again").isEqualTo(Map.of(4_096, 2L, 600_000, 1L));
        store.update(store.find("ada").orElseThrow().withPassword(credential(600_000), NOW));
        assertThat(store.iterationCounts()).isEqualTo(Map.of(4_096, 1L, 600_000, 2L));
        store.remove("bob");
        assertThat(store.iterationCounts()).isEqualTo(Map.of(600_000, 2L));
        store.invite(INVITATION, NOW.plusSeconds(60));
        store.add(user("guest"), INVITATION, NOW);
        assertThat(store.iterationCounts()).isEqualTo(Map.of(4_096, 1L, 600_000, 2L));
    }

    @Test
    void theSecretLasts() throws Exception {
        var first = store.secret();
        var second = store.secret();
        assertThat(first.length()).isEqualTo(32);
        assertThat(first).isEqualTo(second);
        first.close();
        assertThat(store.secret()).isEqualTo(second);
        assertThat(second.copy()).isNotEqualTo(new byte[32]);
    }

    @Test
    void aClosedStoreSaysSo() throws Exception {
        store.close();
        store.close();
        refusedAsClosed(() -> store.find("ada"));
        refusedAsClosed(() -> store.add(user("ada")));
        refusedAsClosed(() -> store.add(user("ada"), INVITATION, NOW));
        refusedAsClosed(() -> store.update(user("ada")));
        refusedAsClosed(() -> store.remove("ada"));
        refusedAsClosed(() -> store.names());
        refusedAsClosed(() -> store.takeTimeStep("ada", 1));
        refusedAsClosed(() -> store.invite(INVITATION, NOW));
        refusedAsClosed(() -> store.iterationCounts());
        refusedAsClosed(() -> store.secret());
        Together.run(2, number -> refusedAsClosed(() -> store.find("ada")));
    }

    private static void refusedAsClosed(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    }

    private static int added(Together.Step adding, Reason otherwise) throws Exception {
        try {
            adding.run(0);
            return 1;
        } catch (KeyMaterialException e) {
            assertThat(e.reason()).isEqualTo(otherwise);
            return 0;
        }
    }
}
