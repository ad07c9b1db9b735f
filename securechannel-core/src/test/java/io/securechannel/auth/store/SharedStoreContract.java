package io.securechannel.auth.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What holds of every store that several servers share. */
abstract class SharedStoreContract extends CredentialStoreContract {

    /** Another store on what {@link #create} made last, as another server opens it. */
    abstract CredentialStore again() throws Exception;

    @Test
    void serversShareUsersInvitationsTimeStepsAndTheSecret() throws Exception {
        try (var other = again()) {
            store.add(user("ada"));
            var found = other.find("ada").orElseThrow();
            assertThat(found).isEqualTo(store.find("ada").orElseThrow());
            assertThat(other.update(found.withAttributes(Map.of("by", "other"))))
                    .isTrue();
            assertThat(store.find("ada").orElseThrow().attributes()).containsEntry("by", "other");
            assertThat(store.update(found)).as("of an older revision").isFalse();
            assertThat(store.takeTimeStep("ada", 5)).isTrue();
            assertThat(other.takeTimeStep("ada", 5)).isFalse();
            assertThat(other.takeTimeStep("ada", 6)).isTrue();
            assertThat(store.takeTimeStep("ada", 6)).isFalse();
            other.invite(new byte[32], NOW.plusSeconds(1));
            store.add(user("bob"), new byte[32], NOW);
            assertThat(other.names()).containsExactly("ada", "bob");
            assertThat(other.secret()).isEqualTo(store.secret());
            assertThat(other.remove("ada")).isTrue();
            assertThat(store.find("ada")).isEmpty();
        }
    }

    @Test
    void allIsThereAfterARestart() throws Exception {
        var ada = everything("ada");
        store.add(ada);
        store.takeTimeStep("ada", 5);
        store.invite(new byte[32], NOW.plusSeconds(1));
        var secret = store.secret();
        var stored = stored(ada);
        store.close();
        store = again();
        assertThat(store.find("ada")).contains(stored);
        assertThat(store.takeTimeStep("ada", 5)).isFalse();
        assertThat(store.secret()).isEqualTo(secret);
        assertThat(store.iterationCounts()).isEqualTo(Map.of(4_096, 1L));
        store.add(user("bob"), new byte[32], NOW);
    }

    @Test
    void manyServersAtOnceLoseNothing() throws Exception {
        store.add(user("ada").withAttributes(Map.of("count", "0")));
        var steps = new AtomicInteger();
        Together.run(4, number -> {
            try (var mine = again()) {
                mine.add(user("user " + number));
                for (int done = 0; done < 2; ) {
                    var read = mine.find("ada").orElseThrow();
                    int count = Integer.parseInt(read.attributes().get("count"));
                    if (mine.update(read.withAttributes(Map.of("count", "" + (count + 1))))) {
                        done++;
                    }
                }
                if (mine.takeTimeStep("ada", 1)) {
                    steps.incrementAndGet();
                }
            }
        });
        assertThat(store.names()).hasSize(5);
        assertThat(store.find("ada").orElseThrow().attributes()).containsEntry("count", "8");
        assertThat(steps).hasValue(1);
    }

    /** On what is not there yet: {@link #create} has made nothing but the place. */
    void serversThatStartAtOnceMakeOneStore() throws Exception {
        var stores = Collections.synchronizedList(new ArrayList<CredentialStore>());
        Together.run(8, number -> stores.add(again()));
        stores.get(0).add(user("ada"));
        var secret = stores.get(0).secret();
        for (var each : stores) {
            assertThat(each.secret()).isEqualTo(secret);
            assertThat(each.names()).containsExactly("ada");
            each.close();
        }
    }
}
