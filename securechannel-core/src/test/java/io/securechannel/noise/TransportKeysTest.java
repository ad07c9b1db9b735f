package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.keys.NoiseKeyPair;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key of the transport is overwritten as soon as it is spent. */
class TransportKeysTest {

    private NoiseTransport transport;

    @BeforeEach
    void open() throws Exception {
        var ik = HandshakePatterns.IK.with(NoiseSuite.DEFAULT);
        var server = NoiseKeyPair.generate();
        try (var run = new NoiseRun(
                ik.initiator(NoiseKeys.ownAndPeers(NoiseKeyPair.generate(), server.publicKey()))
                        .begin(),
                ik.responder(NoiseKeys.own(server)).begin())) {
            run.handshake().finishResponder().close();
            transport = run.finishInitiator();
        }
    }

    @Test
    void atTheEnd() throws Exception {
        var sending = key("sending");
        var receiving = key("receiving");
        assertThat(sending).isNotEqualTo(new byte[32]);
        assertThat(receiving).isNotEqualTo(new byte[32]).isNotEqualTo(sending);
        transport.close();
        assertThat(sending).containsOnly(0);
        assertThat(receiving).containsOnly(0);
    }

    /** So that who reads the memory later cannot read what was sent before: what Rekey is for. */
    @Test
    void whenTheNextTakesItsPlace() throws Exception {
        var sending = key("sending");
        var receiving = key("receiving");
        transport.rekeySending();
        assertThat(sending).containsOnly(0);
        assertThat(key("sending")).isNotEqualTo(new byte[32]);
        assertThat(receiving).as("the other direction").isNotEqualTo(new byte[32]);
        transport.rekeyReceiving();
        assertThat(receiving).containsOnly(0);
        transport.close();
    }

    /** The array itself: nothing in the library gives it out. */
    private byte[] key(String direction) throws ReflectiveOperationException {
        return (byte[]) field(field(field(field(transport, direction), "cipher"), "key"), "bytes");
    }

    private static Object field(Object of, String name) throws ReflectiveOperationException {
        var field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }
}
