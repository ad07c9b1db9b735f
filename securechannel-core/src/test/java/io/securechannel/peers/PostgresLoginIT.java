package io.securechannel.peers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.securechannel.auth.scram.ScramClient;
import io.securechannel.auth.scram.ScramClientBuilder;
import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import io.securechannel.testkit.TestCa;
import java.security.KeyStore;
import java.security.MessageDigest;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our client logs in to PostgreSQL, which hashes 4,096 times unless it is told otherwise. */
@Tag("it")
@Timeout(60)
class PostgresLoginIT {

    private static final TestCa CA = TestCa.create("PostgreSQL Test Root");
    private static final String END_POINT = "tls-server-end-point";
    private static final String NO_PASSWORD_LIKE_THAT = "28P01";

    private static PostgresServer server;

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.startTls(CA.server("localhost", "127.0.0.1"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aPlainConnectionTakesScram() throws Exception {
        try (var wire = PostgresWire.plain(server.port());
                var client = client(server.user(), server.password()).build()) {
            assertThat(wire.begin(server.user())).containsExactly("SCRAM-SHA-256");
            wire.login(client);
            assertThat(client.iterations()).isEqualTo(4_096);
            assertThat(client.salt()).hasSize(16);
            assertThat(wire.query("SELECT current_user")).containsExactly("postgres");
        }
    }

    @Test
    void aTlsConnectionTakesScramBoundToTheCertificate() throws Exception {
        try (var wire = PostgresWire.tls(server.port(), context())) {
            assertThat(wire.begin(server.user())).containsExactly("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256");
            var builder = client(server.user(), server.password()).bound(END_POINT, endPoint(wire));
            try (var client = builder.build()) {
                wire.login(client);
            }
            assertThat(wire.query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                    .containsExactly("t");
        }
    }

    @Test
    void aWrongPasswordIsRefusedPlainAndBound() throws Exception {
        try (var wire = PostgresWire.plain(server.port());
                var client = client(server.user(), "another password").build()) {
            wire.begin(server.user());
            refuses(wire, client, NO_PASSWORD_LIKE_THAT);
        }
        try (var wire = PostgresWire.tls(server.port(), context())) {
            wire.begin(server.user());
            var builder = client(server.user(), "another password").bound(END_POINT, endPoint(wire));
            try (var client = builder.build()) {
                refuses(wire, client, NO_PASSWORD_LIKE_THAT);
            }
        }
    }

    @Test
    void aBindingToAnotherCertificateIsRefused() throws Exception {
        try (var wire = PostgresWire.tls(server.port(), context())) {
            wire.begin(server.user());
            var builder = client(server.user(), server.password()).bound(END_POINT, new byte[32]);
            try (var client = builder.build()) {
                refuses(wire, client, "SCRAM channel binding check failed");
            }
        }
    }

    @Test
    void aClientThatMissedTheBoundMechanismIsRefused() throws Exception {
        try (var wire = PostgresWire.tls(server.port(), context());
                var client = client(server.user(), server.password())
                        .bindingNotOffered()
                        .build()) {
            wire.begin(server.user());
            refuses(wire, client, "thinks the server does not");
        }
    }

    @Test
    void tooFewIterationsAreRefusedByDefault() throws Exception {
        try (var password = Password.copyOf(server.password().toCharArray());
                var wire = PostgresWire.plain(server.port());
                var client = ScramClient.builder(server.user(), password).build()) {
            wire.begin(server.user());
            assertThatThrownBy(() -> wire.login(client))
                    .asInstanceOf(type(SecureChannelException.class))
                    .returns(Reason.LOGIN_COST_REFUSED, SecureChannelException::reason)
                    .extracting(SecureChannelException::getMessage)
                    .asString()
                    .contains("4096", "100000");
        }
    }

    @Test
    void passwordsArePreparedAlike() throws Exception {
        // An accent of its own, a soft hyphen, a wide space, a ligature, a Roman numeral.
        var typed = "pa\u0308ss\u00ADwo\u0308rd\u3000\uFB01n \u2168";
        try (var wire = loggedIn()) {
            wire.query("CREATE ROLE accents LOGIN PASSWORD '" + typed + "'");
        }
        try (var wire = PostgresWire.plain(server.port());
                var client = client("accents", "p\u00E4ssw\u00F6rd fin IX").build()) {
            wire.begin("accents");
            wire.login(client);
        }
        try (var wire = PostgresWire.plain(server.port());
                var client = client("accents", typed).build()) {
            wire.begin("accents");
            wire.login(client);
        }
    }

    @Test
    void credentialsHaveTheFormOfPostgres() throws Exception {
        try (var wire = loggedIn();
                var password = Password.copyOf("grüße".toCharArray());
                var ours = ScramCredential.derive(password, 4_097);
                var text = ours.text()) {
            wire.query("CREATE ROLE ours LOGIN PASSWORD '" + text.use(bytes -> new String(bytes, US_ASCII)) + "'");
            wire.query("CREATE ROLE theirs LOGIN PASSWORD 'grüße'");
            var kept = wire.query("SELECT rolpassword FROM pg_authid WHERE rolname = 'theirs'")
                    .get(0);
            try (var read = ScramCredential.parse(SecretBytes.copyOf(kept.getBytes(US_ASCII)));
                    var derived = ScramCredential.derive(password, read.salt(), read.iterations());
                    var again = read.text()) {
                assertThat(derived).isEqualTo(read);
                assertThat(again.copy()).asString(US_ASCII).isEqualTo(kept);
            }
        }
        try (var wire = PostgresWire.plain(server.port());
                var client = client("ours", "grüße").build()) {
            wire.begin("ours");
            wire.login(client);
            assertThat(client.iterations()).isEqualTo(4_097);
        }
    }

    private static PostgresWire loggedIn() throws Exception {
        var wire = PostgresWire.plain(server.port());
        try (var client = client(server.user(), server.password()).build()) {
            wire.begin(server.user());
            wire.login(client);
        }
        return wire;
    }

    private static void refuses(PostgresWire wire, ScramClient client, String why) {
        assertThatThrownBy(() -> wire.login(client))
                .isInstanceOf(PostgresWire.Refused.class)
                .hasMessageContaining(why);
    }

    private static ScramClientBuilder client(String user, String password) {
        return ScramClient.builder(user, Password.copyOf(password.toCharArray()))
                .iterations(4_096, 4_097);
    }

    /** RFC 5929, section 4.1, for a certificate that is signed with SHA-256. */
    private static byte[] endPoint(PostgresWire wire) throws Exception {
        return MessageDigest.getInstance("SHA-256")
                .digest(wire.serverCertificate().getEncoded());
    }

    private static SSLContext context() throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("root", CA.certificate());
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
