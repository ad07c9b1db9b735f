package io.securechannel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.engine.TlsKeyUsage.Limits;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens at the limits of keys (T20, T21), which are small here. */
@Tag("verify")
@Timeout(60)
class KeyLimitsTest {

    private static final List<String> PROTOCOLS = List.of("test/1");
    private static final TestCa CA = TestCa.create("Limits CA");
    private static final byte[] PIECE = new byte[1_000];

    /** 64 blocks of content, the type's share in the last, and the tag. */
    private static final int BLOCKS_OF_PIECE = 64;

    private static final int PIECES = 20;
    private static final Limits SMALL = new Limits(5 * BLOCKS_OF_PIECE, 10 * BLOCKS_OF_PIECE);

    @ParameterizedTest
    @EnumSource
    void withTls12EveryKeyEnds(TlsProvider provider) throws Exception {
        assertThatThrownBy(() -> sendAll(pair(provider, true)))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.KEY_EXHAUSTED))
                .hasMessageContaining("TLS 1.2 cannot replace it");
    }

    @ParameterizedTest
    @EnumSource
    void withTls13ItIsReplacedOrEnds(TlsProvider provider) throws Exception {
        var pair = pair(provider, false);
        if (provider.keyUpdates() == TlsProvider.KeyUpdates.NONE) {
            assertThatThrownBy(() -> sendAll(pair))
                    .isInstanceOfSatisfying(
                            SecureChannelException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.KEY_EXHAUSTED));
        } else {
            assertThat(sendAll(pair)).isEqualTo(PIECES);
        }
    }

    /** What the Flight Recorder hears of: an update that this side asks for, and none that a provider makes by itself. */
    @ParameterizedTest
    @EnumSource(names = {"JDK", "BOUNCY_CASTLE"})
    void anUpdateThatThisSideAsksForIsTold(TlsProvider provider) throws Exception {
        var pair = pair(provider, false);
        var told = new ArrayList<String>();
        pair.initiator.onRekey((sending, records, bytes) -> told.add(sending + " " + records + " " + bytes));
        assertThat(sendAll(pair)).isEqualTo(PIECES);
        assertThat(pair.initiator.records(true)).isGreaterThanOrEqualTo(PIECES);
        if (provider.keyUpdates() == TlsProvider.KeyUpdates.AUTOMATIC) {
            assertThat(told).isEmpty();
        } else {
            assertThat(told).startsWith("true 5 5000").hasSizeGreaterThanOrEqualTo(4);
            assertThat(told.get(1)).startsWith("false ");
        }
    }

    /** A peer that sends and sends, and gets nothing, and that would not replace its key by itself for long. */
    @Test
    void theKeyOfAPeerThatOnlySendsIsReplacedByWhoReceives() throws Exception {
        var pair = pair(TlsProvider.JDK, false, SMALL, Limits.OF_AES_GCM);
        var told = new ArrayList<String>();
        pair.initiator.onRekey((sending, records, bytes) -> told.add(sending + " " + records + " " + bytes));
        long before = pair.initiator.records(false);
        for (int i = 0; i < PIECES; i++) {
            assertThat(pair.carried(pair.responder, PIECE, 1 << 15)).isEqualTo(PIECE);
            assertThat(pair.carried(pair.initiator, new byte[0], 1 << 15)).isEmpty(); // only what it has to say itself
        }
        assertThat(told.stream().filter(each -> each.matches("false \\d 5000")))
                .as("%s", told)
                .hasSize(PIECES / 5);
        assertThat(pair.initiator.records(false))
                .as("and the peer's own updates have come, but the last")
                .isGreaterThanOrEqualTo(before + PIECES + PIECES / 5 - 1);
    }

    private static int sendAll(EnginePair pair) throws SecureChannelException {
        int arrived = 0;
        for (int i = 0; i < PIECES; i++) {
            assertThat(pair.carried(pair.initiator, PIECE, 1 << 15)).isEqualTo(PIECE);
            arrived++;
            assertThat(pair.carried(pair.responder, new byte[] {1}, 1 << 15)).hasSize(1); // and what answers an update
        }
        return arrived;
    }

    private static EnginePair pair(TlsProvider provider, boolean tls12) throws SecureChannelException {
        return pair(provider, tls12, SMALL, SMALL);
    }

    private static EnginePair pair(TlsProvider provider, boolean tls12, Limits ofClient, Limits ofServer)
            throws SecureChannelException {
        assumeThat(provider.available()).as(provider + " is here").isTrue();
        var clientBuilder =
                TlsContextFactory.clientBuilder(Trust.only(CA.certificate())).provider(provider);
        var client = (tls12 ? clientBuilder.allowTls12() : clientBuilder).build();
        var serverBuilder =
                TlsContextFactory.serverBuilder(CA.server("limits.test")).provider(provider);
        var server = (tls12 ? serverBuilder.allowTls12() : serverBuilder).build();
        var version = tls12 ? "TLSv1.2" : "TLSv1.3";
        var pair = new TlsEngines(client, server, "limits.test", PROTOCOLS, version).established(ofClient, ofServer);
        assertThat(pair.initiator.session().protocol().version()).isEqualTo(version);
        return pair;
    }
}
