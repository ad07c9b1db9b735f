package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile wire, 13 and 15, without records: lengths, nonces, keys, and what is left after a failure or a close. */
class HostileTransportTest {

    private static final byte[] NOTHING = {};

    private record Ends(NoiseTransport initiator, NoiseTransport responder) {

        static Ends open() throws SecureChannelException {
            return open("Noise_NN_25519_AESGCM_SHA256");
        }

        static Ends open(String name) throws SecureChannelException {
            var initiator = NoiseProtocol.named(name)
                    .initiator(Optional.empty(), Optional.empty())
                    .begin();
            var responder = NoiseProtocol.named(name)
                    .responder(Optional.empty(), Optional.empty())
                    .begin();
            responder.readMessage(initiator.writeMessage(NOTHING));
            initiator.readMessage(responder.writeMessage(NOTHING));
            return new Ends(initiator.finish(), responder.finish());
        }
    }

    @Test
    void messagesOf65535BytesPassAndNoneIsLonger() throws Exception {
        var ends = Ends.open();
        var longest = new byte[65_519];
        var message = ends.initiator.seal(longest);
        assertThat(message).hasSize(65_535);
        assertThat(ends.responder.open(message)).isEqualTo(longest);
        assertThatThrownBy(() -> ends.initiator.seal(new byte[65_520]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65519");
        assertThatThrownBy(() -> ends.initiator.seal(new byte[70_000], 0, 65_520, new byte[70_000], 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(ends.initiator.sealed()).isEqualTo(1);
        var typed = new byte[65_535];
        assertThatThrownBy(() -> ends.initiator.seal((byte) 1, longest, 0, 65_519, typed, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not 65520");
        ends.initiator.seal((byte) 1, longest, 0, 65_518, typed, 0);
        assertThat(ends.responder.open(typed)).hasSize(65_519).startsWith(1);
        assertCorrupt(ends.responder, new byte[65_536]);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 40})
    void whatIsNotAuthenticDoesNotCountAndIsTheEnd(int length) throws Exception {
        var ends = Ends.open();
        ends.responder.open(ends.initiator.seal(NOTHING));
        var into = new byte[100];
        var error = catchThrowableOfType(
                SecureChannelException.class, () -> ends.responder.open(new byte[length], 0, length, into, 0));
        assertThat(error.reason()).isEqualTo(Reason.CORRUPT_RECORD);
        assertThat(into).containsOnly(0);
        assertThat(ends.responder.opened()).isEqualTo(1);
        var good = ends.initiator.seal(NOTHING);
        assertThatThrownBy(() -> ends.responder.open(good)).isInstanceOf(IllegalStateException.class);
        assertThat(ends.responder.opened()).isEqualTo(1);
        assertThat(ends.initiator.open(ends.responder.seal(good))).isEqualTo(good); // the other direction goes on
    }

    /** Short ones and long ones take other ways through the ciphers. */
    @ParameterizedTest
    @CsvSource({"AESGCM, 20", "AESGCM, 20000", "ChaChaPoly, 20", "ChaChaPoly, 20000"})
    void arraysThatAreTooShortUseNoNonceAndTakeNothing(String cipher, int length) throws Exception {
        var ends = Ends.open("Noise_NN_25519_" + cipher + "_SHA256");
        var text = new byte[length];
        for (int missing : new int[] {1, 16, 17, length}) {
            var to = new byte[length + NoiseTransport.TAG - missing];
            var typed = new byte[to.length + 1];
            assertThatThrownBy(() -> ends.initiator.seal(text, 0, length, to, 0))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> ends.initiator.seal((byte) 1, text, 0, length, typed, 0))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(to).containsOnly(0);
            assertThat(typed).containsOnly(0);
        }
        assertThatThrownBy(() -> ends.initiator.seal(text, 1, length, new byte[length + NoiseTransport.TAG], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(ends.initiator.sealed()).isZero();
        var message = ends.initiator.seal(text);
        var room = new byte[length - 1];
        assertThatThrownBy(() -> ends.responder.open(message, 0, message.length, room, 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(room).containsOnly(0);
        assertThat(ends.responder.open(message)).isEqualTo(text);
    }

    @Test
    void theLastNonceIsRefusedAndTheOneBeforeIsNot() throws Exception {
        var ends = Ends.open();
        ends.initiator.goOnAt(-2, 0);
        ends.responder.goOnAt(0, -2);
        ends.responder.open(ends.initiator.seal(NOTHING));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> ends.initiator.seal(NOTHING))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("nonce");
            assertThatThrownBy(() -> ends.initiator.seal((byte) 1, NOTHING, 0, 0, new byte[17], 0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("nonce");
            assertThatThrownBy(() -> ends.responder.open(new byte[16]))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("nonce");
        }
        assertThat(ends.initiator.sealed()).isEqualTo(-1);
        assertThat(ends.responder.opened()).isEqualTo(-1);
    }

    @Test
    void eachDirectionHasItsOwnKey() throws Exception {
        var ends = Ends.open();
        ends.initiator.rekeySending();
        var other = ends.responder.seal(NOTHING);
        assertThat(ends.initiator.open(other)).isEmpty();
        assertCorrupt(ends.responder, ends.initiator.seal(NOTHING)); // which did not follow
    }

    @Test
    void aClosedTransportDoesNothingAnyMore() throws Exception {
        var ends = Ends.open();
        var message = ends.initiator.seal(NOTHING);
        ends.responder.close();
        ends.responder.close();
        assertThatThrownBy(() -> ends.responder.open(message)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ends.responder.seal(NOTHING)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(ends.responder::rekeySending).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ends.responder.exportKeyingMaterial("x", NOTHING, 32))
                .isInstanceOf(IllegalStateException.class); // of a master secret of zeros
        assertThat(ends.responder.handshakeHash()).isEqualTo(ends.initiator.handshakeHash());
    }

    private static void assertCorrupt(NoiseTransport transport, byte[] message) {
        var error = catchThrowableOfType(SecureChannelException.class, () -> transport.open(message));
        assertThat(error.reason()).isEqualTo(Reason.CORRUPT_RECORD);
    }
}
