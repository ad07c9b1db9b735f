package io.securechannel.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.ClientConfig;
import io.securechannel.ServerConfig;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.peer.Trust;
import io.securechannel.secret.Password;
import io.securechannel.testkit.ChannelPair;
import io.securechannel.testkit.SocketPair;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Identities out of JCA key stores: copied where the store gives the key, and a handle where it does not. */
@Tag("verify")
class KeyStoreIdentityTest {

    private static final TestCa CA = TestCa.create("Root");

    @TempDir
    Path directory;

    @Test
    void aKeyThatCannotLeaveItsStoreIsNotWritten() throws Exception {
        try (var token = TokenProvider.holding(CA.server("chat.example"));
                var password = password("only ascii")) {
            var identity = Identity.fromKeyStore(token.keyStore(), TokenProvider.ALIAS);
            assertThat(identity.privateKey().getEncoded()).isNull();
            for (var write : new ThrowingCallable[] {
                () -> identity.writePem(directory.resolve("chain.pem"), directory.resolve("key.pem"), password),
                () -> identity.writePkcs12(directory.resolve("all.p12"), password)
            }) {
                var refused = catchThrowableOfType(KeyMaterialException.class, write);
                assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED);
                assertThat(refused).hasMessageContaining("does not leave its provider");
            }
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    @Timeout(20)
    void aKeyThatCannotLeaveItsStoreServesTls() throws Exception {
        try (var token = TokenProvider.holding(CA.server(ChannelPair.HOST));
                var pin = password(TokenProvider.PIN)) {
            var identity = Identity.fromKeyStore(token.keyStore(), TokenProvider.ALIAS, pin);
            var client = ClientConfig.tls(TlsContextFactory.forClient(Trust.only(CA.certificate())));
            var server = ServerConfig.tls(TlsContextFactory.forServer(identity));
            try (var pair = ChannelPair.over(SocketPair.inMemory(), client.build(), server.build())) {
                pair.server().sendText("signed by the token");
                assertThat(pair.client().receiveText()).hasValue("signed by the token");
            }
        }
    }

    @Test
    void withoutItsProviderTheKeyDoesNotSignAndTheErrorSaysSo() throws Exception {
        KeyStore store;
        try (var token = TokenProvider.holding(CA.server("chat.example"))) {
            store = token.keyStore();
        }
        var refused = catchThrowableOfType(
                KeyMaterialException.class, () -> Identity.fromKeyStore(store, TokenProvider.ALIAS));
        assertThat(refused.reason()).isEqualTo(Reason.MALFORMED);
        assertThat(refused).hasMessageContaining("Security.addProvider");
    }

    @Test
    void anOrdinaryStoreGivesItsKey() throws Exception {
        var identity = CA.server("chat.example");
        try (var pin = password("of the entry")) {
            var read = Identity.fromKeyStore(storeWith(identity), "ada", pin);
            assertThat(read.privateKey()).isEqualTo(identity.privateKey());
            assertThat(read.certificateChain()).isEqualTo(identity.certificateChain());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "nobody,of the entry,MISSING,the keys in it are [ada]",
        "root,of the entry,MISSING,where a private key was expected",
        "ada,wrong,WRONG_PASSWORD,this password"
    })
    void whatIsNotThereIsToldByName(String alias, String pin, Reason reason, String says) throws Exception {
        var store = storeWith(CA.server("chat.example"));
        try (var password = password(pin)) {
            var refused = catchThrowableOfType(
                    KeyMaterialException.class, () -> Identity.fromKeyStore(store, alias, password));
            assertThat(refused.reason()).isEqualTo(reason);
            assertThat(refused).hasMessageContaining(says).hasMessageContaining(alias);
        }
    }

    @Test
    void anEntryWithAPasswordWantsIt() throws Exception {
        var store = storeWith(CA.server("chat.example"));
        var refused = catchThrowableOfType(KeyMaterialException.class, () -> Identity.fromKeyStore(store, "ada"));
        assertThat(refused.reason()).isEqualTo(Reason.PASSWORD_REQUIRED);

        var closed = password("closed");
        closed.close();
        assertThatIllegalStateException().isThrownBy(() -> Identity.fromKeyStore(store, "ada", closed));
    }

    @Test
    void aStoreThatIsNotLoadedIsToldAsThat() throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        var refused = catchThrowableOfType(KeyMaterialException.class, () -> Identity.fromKeyStore(store, "ada"));
        assertThat(refused.reason()).isEqualTo(Reason.UNREADABLE);
        assertThat(refused).hasMessageContaining("KeyStore.load");
    }

    private static KeyStore storeWith(Identity identity) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "ada",
                identity.privateKey(),
                "of the entry".toCharArray(),
                identity.certificateChain().toArray(X509Certificate[]::new));
        store.setCertificateEntry("root", CA.certificate());
        return store;
    }

    private static Password password(String text) {
        return Password.copyOf(text.toCharArray());
    }
}
