package io.securechannel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever bytes come, the codec reads a message or says what is wrong. */
class AuthCodecPropertiesTest {

    @Property
    void randomBytesAreReadOrRefused(@ForAll @IntRange(max = 16) int type, @ForAll @Size(max = 300) byte[] rest) {
        var message = new byte[rest.length + 1];
        message[0] = (byte) type;
        System.arraycopy(rest, 0, message, 1, rest.length);
        try {
            assertThat(AuthCodec.encode(AuthCodec.fromClient(message))).isEqualTo(message);
        } catch (SecureChannelException e) {
            assertThat(e.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        }
        try {
            assertThat(AuthCodec.encode(AuthCodec.fromServer(message))).isEqualTo(message);
        } catch (SecureChannelException e) {
            assertThat(e.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        }
    }
}
