package io.securechannel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.noise.NoiseContext;
import io.securechannel.noise.NoiseHandshake;
import io.securechannel.noise.NoiseHandshake.Turn;
import io.securechannel.noise.internal.NoiseSides;
import io.securechannel.peer.Trust;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server whose key is being replaced begins a handshake with each of its keys: the one that was not meant is over at once. */
class NoiseTwoKeysTest {

    private static final byte[] NOTHING = {};
    private static final NoiseKeyPair CURRENT = NoiseKeyPair.generate();
    private static final NoiseKeyPair NEXT = NoiseKeyPair.generate();

    @Test
    void theOtherIsOverWhicheverIsMeant() throws Exception {
        for (int meant = 0; meant < 2; meant++) {
            var message = firstMessage(List.of(CURRENT, NEXT).get(meant));
            var handshakes = begun();
            var reader = NoiseServerEngine.readBy(handshakes, message);
            assertThat(reader).isSameAs(handshakes.get(meant));
            assertThat(reader.turn()).isEqualTo(Turn.WRITE);
            assertThat(handshakes.get(1 - meant).turn())
                    .as("it has wiped its copy of the static key")
                    .isEqualTo(Turn.ENDED);
        }
    }

    @Test
    void bothAreOverIfNeitherIsMeant() throws Exception {
        for (var message : List.of(firstMessage(NoiseKeyPair.generate()), flipped(firstMessage(NEXT)), new byte[200])) {
            var handshakes = begun();
            var error = catchThrowableOfType(
                    SecureChannelException.class, () -> NoiseServerEngine.readBy(handshakes, message));
            assertThat(error.reason()).isIn(Reason.HANDSHAKE_NOT_AUTHENTIC, Reason.PROTOCOL_VIOLATION);
            assertThat(handshakes).extracting(NoiseHandshake::turn).containsExactly(Turn.ENDED, Turn.ENDED);
        }
    }

    /** Refused by both, with the reason, and not as what does not decrypt. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            })
    void anEphemeralKeyOfLowOrderIsRefusedByBoth(String key) throws Exception {
        var message = firstMessage(NEXT);
        System.arraycopy(HexFormat.of().parseHex(key), 0, message, 0, 32);
        var handshakes = begun();
        var error =
                catchThrowableOfType(SecureChannelException.class, () -> NoiseServerEngine.readBy(handshakes, message));
        assertThat(error.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        assertThat(error).hasMessageContaining("low order");
        assertThat(handshakes).extracting(NoiseHandshake::turn).containsExactly(Turn.ENDED, Turn.ENDED);
    }

    private static byte[] flipped(byte[] message) {
        message[message.length - 1] ^= 1;
        return message;
    }

    private static List<NoiseHandshake> begun() {
        var server = NoiseContext.forServer(CURRENT).next(NEXT).build();
        var handshakes = NoiseSides.of(server).begin(client(CURRENT).build().protocolName(), NOTHING);
        assertThat(handshakes).hasSize(2);
        return handshakes;
    }

    private static byte[] firstMessage(NoiseKeyPair meant) throws SecureChannelException {
        try (var handshake = NoiseSides.of(client(meant).build()).begin(NOTHING)) {
            return handshake.writeMessage(NOTHING);
        }
    }

    private static NoiseContext.ClientBuilder client(NoiseKeyPair meant) {
        return NoiseContext.forClient(Trust.pinned(meant.publicKey())).identity(NoiseKeyPair.generate());
    }
}
