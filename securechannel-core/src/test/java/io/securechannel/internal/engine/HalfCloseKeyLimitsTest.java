package io.securechannel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.internal.engine.ChannelEngine.Inbound;
import io.securechannel.internal.engine.TlsKeyUsage.Limits;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A direction that is long goes on over its key's limit after the other one has ended. */
@Tag("verify")
@Timeout(60)
class HalfCloseKeyLimitsTest {

    private static final List<String> PROTOCOLS = List.of("test/1");
    private static final TestCa CA = TestCa.create("Limits CA");
    private static final Limits SMALL = new Limits(5 * 64, 1L << 40);
    private static final Limits LARGE = new Limits(1L << 40, 1L << 40);

    @Test
    void whoHasEndedItsDirectionReceivesOn() throws Exception {
        receiveAfterHalfClose(SMALL, LARGE);
    }

    @Test
    void whoHasSeenTheOthersEndSendsOn() throws Exception {
        receiveAfterHalfClose(LARGE, SMALL);
    }

    private static void receiveAfterHalfClose(Limits ofClient, Limits ofServer) throws Exception {
        var client =
                TlsContextFactory.clientBuilder(Trust.only(CA.certificate())).build();
        var server = TlsContextFactory.serverBuilder(CA.server("limits.test")).build();
        var pair = new TlsEngines(client, server, "limits.test", PROTOCOLS, "TLSv1.3").established(ofClient, ofServer);
        pair.initiator.closeOutput();
        var farewell = ByteBuffer.wrap(pair.drainAll(pair.initiator));
        assertThat(pair.responder.feed(farewell, ByteBuffer.allocate(1 << 15))).isEqualTo(Inbound.END);
        for (int i = 0; i < 20; i++) {
            var piece = new byte[1_000];
            assertThat(pair.carried(pair.responder, piece, 1 << 15)).isEqualTo(piece);
        }
    }
}
