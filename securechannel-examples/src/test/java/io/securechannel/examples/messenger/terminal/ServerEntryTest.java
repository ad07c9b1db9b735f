package io.securechannel.examples.messenger.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.PasswordCost;
import io.securechannel.keys.StoredData;
import io.securechannel.keys.TrustedCertificate;
import io.securechannel.pki.DevCertificates;
import io.securechannel.secret.Password;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom to believe about the server is kept with its address, or not at all. */
class ServerEntryTest {

    private static final List<X509Certificate> PRIVATE =
            List.of(DevCertificates.localhost().certificate());

    private final ServerEntry entry = new ServerEntry(servers("a.example"), PRIVATE, List.of(), Optional.empty());

    @TempDir
    private Path directory;

    private KeyStoreManager keys;

    @BeforeEach
    void open() throws Exception {
        try (var password = Password.copyOf("a password of tests".toCharArray())) {
            keys = KeyStoreManager.builder(directory.resolve("ada.keys"))
                    .passwordCost(PasswordCost.insecureForTests())
                    .create(password);
        }
    }

    @AfterEach
    void close() {
        keys.close();
    }

    /** Without its authorities the address would be vouched for by any of those that the JDK ships. */
    @Test
    void noCrashLeavesAnAddressWithoutItsAuthorities() throws Exception {
        entry.save(keys);
        for (var each : keys.list()) {
            if (!each.name().equals(ServerEntry.NAME)) {
                keys.delete(each.name());
                assertThat(ServerEntry.load(keys)).as("without " + each.name()).contains(entry);
            }
        }
        assertThat(ServerEntry.load(keys)).contains(entry);
        assertThat(keys.list()).hasSize(1);
    }

    @Test
    void allThatIsSaidComesBackAndTakesThePlaceOfWhatWasThere() throws Exception {
        try (var pair = NoiseKeyPair.generate()) {
            var key = pair.publicKey();
            for (var each : List.of(
                    new ServerEntry(
                            servers("a.example", "b.example", "c.example"), PRIVATE, List.of(), Optional.empty()),
                    new ServerEntry(servers("b.example"), List.of(), List.of("sha256/x", "sha256/y"), Optional.empty()),
                    new ServerEntry(servers("a.example", "::1"), List.of(), List.of(), Optional.of(List.of(key))),
                    new ServerEntry(servers("a.example"), List.of(), List.of(), Optional.empty()))) {
                each.save(keys);
                assertThat(ServerEntry.load(keys)).contains(each);
                assertThat(keys.find(ServerEntry.NAME).orElseThrow().note()).startsWith(each.host());
            }
        }
    }

    @Test
    void whatAnEarlierVersionHasWrittenIsReadAndWrittenAnew() throws Exception {
        try (var data =
                StoredData.of("securechannel chat server/1", "a.example\n7443".getBytes(StandardCharsets.UTF_8))) {
            keys.put(ServerEntry.AUTHORITY + " 1", new TrustedCertificate(PRIVATE.get(0)));
            keys.put(ServerEntry.NAME, data);
        }
        assertThat(ServerEntry.load(keys)).contains(entry);
        entry.save(keys);
        assertThat(ServerEntry.load(keys)).contains(entry);
        assertThat(keys.list()).hasSize(1);
    }

    private static List<InetSocketAddress> servers(String... names) {
        return List.of(names).stream()
                .map(name -> InetSocketAddress.createUnresolved(name, 7443))
                .toList();
    }
}
