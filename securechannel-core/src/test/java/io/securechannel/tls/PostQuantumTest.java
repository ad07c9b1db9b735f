package io.securechannel.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.securechannel.Loopback;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.Trust;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A post-quantum key exchange, or no connection and an error that says why (T19). */
@Tag("verify")
@Timeout(20)
class PostQuantumTest {

    private static final Trust TRUST = Trust.only(Loopback.CA.certificate());

    @ParameterizedTest
    @EnumSource(names = "JDK", mode = EnumSource.Mode.EXCLUDE)
    void twoThatCanDo(TlsProvider provider) throws Exception {
        assumeThat(provider.available()).as(provider + " is here").isTrue();
        var client = TlsContextFactory.clientBuilder(TRUST)
                .provider(provider)
                .requirePostQuantum()
                .build();
        var server = TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                .provider(provider)
                .requirePostQuantum()
                .build();
        try (var pair = Loopback.pair(
                Loopback.client(client).build(), Loopback.server(server).build())) {
            assertThat(pair.client().protocol().postQuantumConfidentiality()).isTrue();
            assertThat(pair.server().protocol().group()).contains("X25519MLKEM768");
        }
    }

    @ParameterizedTest
    @EnumSource(names = "JDK", mode = EnumSource.Mode.EXCLUDE)
    void aClientThatRequiresItRefusesAClassicalServer(TlsProvider provider) throws Exception {
        assumeThatTheJdkIsClassical(provider);
        var client = TlsContextFactory.clientBuilder(TRUST)
                .provider(provider)
                .requirePostQuantum()
                .build();
        var errors = Loopback.errors(
                "localhost", Loopback.client(client).build(), Loopback.server().build());
        Loopback.assertTells(errors.client(), Reason.NOT_POST_QUANTUM, "post-quantum", "X25519MLKEM768");
    }

    @ParameterizedTest
    @EnumSource(names = "JDK", mode = EnumSource.Mode.EXCLUDE)
    void aServerThatRequiresItRefusesAClassicalClient(TlsProvider provider) throws Exception {
        assumeThatTheJdkIsClassical(provider);
        var server = TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                .provider(provider)
                .requirePostQuantum()
                .build();
        var errors = Loopback.errors(
                "localhost", Loopback.client().build(), Loopback.server(server).build());
        Loopback.assertTells(errors.server(), Reason.NOT_POST_QUANTUM, "post-quantum", "X25519MLKEM768");
    }

    @Test
    void aProviderThatHasNoneDoesNotBuildAndNamesThoseThatHave() {
        assumeThat(TlsProvider.JDK.postQuantum())
                .as("the JDK's TLS is classical")
                .isFalse();
        var builder = TlsContextFactory.clientBuilder(TRUST).requirePostQuantum();
        assertThatThrownBy(builder::build)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContainingAll("CONSCRYPT", "BOUNCY_CASTLE", "27");
    }

    private static void assumeThatTheJdkIsClassical(TlsProvider provider) {
        assumeThat(provider.available()).as(provider + " is here").isTrue();
        assumeThat(TlsProvider.JDK.postQuantum())
                .as("the JDK's TLS is classical")
                .isFalse();
    }
}
