package io.securechannel.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.crypto.PasswordEncryption;
import io.securechannel.peer.Trust;
import io.securechannel.secret.Password;
import io.securechannel.testkit.TestCa;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that somebody is writing while they are read. */
@Tag("verify")
@Timeout(20)
class LiveFilesTest {

    private static final X509Certificate OLD = TestCa.create("Old Root").certificate();
    private static final X509Certificate YOUNG = TestCa.create("Young Root").certificate();

    private static final String PASSWORD = "only for this test";

    @TempDir
    Path directory;

    private final AtomicInteger pauses = new AtomicInteger();
    private Path file;

    @BeforeEach
    void both() throws Exception {
        file = directory.resolve("ca.pem");
        write(OLD, YOUNG);
    }

    @Test
    void aFileCutBetweenTwoCertificatesIsNotTakenForWhole() throws Exception {
        var live = live(() -> write(YOUNG, OLD)); // the writer goes on
        assertThat(live.current().authorities()).containsExactly(OLD, YOUNG);
        write(YOUNG);
        assertThat(live.current().authorities()).containsExactly(YOUNG, OLD);
    }

    @Test
    void whatStandsStillIsTaken() throws Exception {
        var live = live(() -> {});
        assertThat(live.current().authorities()).containsExactly(OLD, YOUNG);
        assertThat(pauses).hasValue(0);
        write(YOUNG);
        assertThat(live.current().authorities()).containsExactly(YOUNG);
        assertThat(live.current()).isSameAs(live.current());
        assertThat(pauses).hasValue(1);
    }

    @Test
    void whatIsNoGoodIsWaitedForOnceAndReadEachTime() throws Exception {
        var live = live(() -> {});
        var before = live.current();
        Files.writeString(file, "nothing that anybody can read");
        for (int look = 0; look < 3; look++) {
            assertThatThrownBy(live::current).isInstanceOf(KeyMaterialException.class);
        }
        assertThat(pauses).hasValue(1);
        write(OLD, YOUNG);
        assertThat(live.current()).isSameAs(before);
    }

    @Test
    void whoWritesAllTheTimeIsNotWaitedFor() throws Exception {
        var live = live(() -> Files.writeString(file, "version " + pauses.get()));
        assertThat(live.current().authorities()).containsExactly(OLD, YOUNG);
        write(YOUNG);
        assertThatThrownBy(live::current)
                .isInstanceOfSatisfying(
                        KeyMaterialException.class,
                        e -> assertThat(e.reason()).isEqualTo(KeyMaterialException.Reason.UNREADABLE))
                .hasMessageContaining("changed again and again");
        assertThat(pauses).hasValue(3);
    }

    @Test
    void whoeverIsInterruptedKeepsWhatWasThere() throws Exception {
        var live = live(() -> {
            throw new InterruptedException();
        });
        var before = live.current();
        write(YOUNG);
        assertThat(live.current()).isSameAs(before);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void thePublicAuthoritiesStayBesideThoseOfTheFile() throws Exception {
        var live = Live.trustSystemAnd(file);
        assertThat(live.current().systemAuthorities()).isTrue();
        assertThat(live.current().authorities()).containsExactly(OLD, YOUNG);
        write(YOUNG);
        assertThat(live.current().systemAuthorities()).isTrue();
        assertThat(live.current().authorities()).containsExactly(YOUNG);
        assertThat(live).hasToString(file.toString());
    }

    @Test
    void aPkcs12FileIsReadAnewAndItsPasswordWiped() throws Exception {
        var all = directory.resolve("all.p12");
        var asked = new CopyOnWriteArrayList<Password>();
        var live = Live.pkcs12(all, () -> {
            asked.add(Password.copyOf(PASSWORD.toCharArray()));
            return asked.get(asked.size() - 1);
        });
        for (var name : List.of("first", "second")) {
            var identity = TestCa.create("Root of " + name).client(name);
            try (var password = Password.copyOf(PASSWORD.toCharArray())) {
                IdentityFiles.writePkcs12(identity, all, new PasswordEncryption(password, 1_000), name);
            }
            assertThat(live.current().certificateChain()).isEqualTo(identity.certificateChain());
            assertThat(live.current()).isSameAs(live.current());
        }
        assertThat(asked)
                .hasSize(2)
                .allSatisfy(password -> assertThatThrownBy(password::copy).isInstanceOf(IllegalStateException.class));
    }

    @FunctionalInterface
    private interface Writing {
        void run() throws Exception;
    }

    private LiveFiles<Trust> live(Writing meanwhile) {
        return new LiveFiles<>(List.of(file), () -> Trust.only(file), () -> {
            pauses.incrementAndGet();
            try {
                meanwhile.run();
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private void write(X509Certificate... certificates) throws Exception {
        var text = new StringBuilder();
        for (var each : certificates) {
            text.append("-----BEGIN CERTIFICATE-----\n")
                    .append(Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                            .encodeToString(each.getEncoded()))
                    .append("\n-----END CERTIFICATE-----\n");
        }
        Files.writeString(file, text);
    }
}
