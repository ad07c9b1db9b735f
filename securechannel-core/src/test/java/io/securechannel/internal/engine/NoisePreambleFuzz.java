package io.securechannel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What is read is written alike; what is not whole leaves the buffer as it was; a beginning is refused only if the whole is. */
class NoisePreambleFuzz extends FuzzTarget {

    @Override
    protected List<byte[]> seeds() {
        return List.of(
                new NoisePreamble("Noise_IK_25519_ChaChaPoly_BLAKE2s", "chat/1", true).encode(),
                new NoisePreamble("Noise_XXhfs_25519+MLKEM768_AESGCM_SHA256", "", false).encode(),
                utf8("GET / HTTP/1.1\r\n"),
                utf8("SCN2"),
                new byte[] {22, 3, 1, 0, 5});
    }

    @Override
    protected List<String> words() {
        return List.of("SCN1", "framed", "raw", "SSH-", "HTTP");
    }

    @Override
    protected Set<String> reaches() {
        return Set.of("whole");
    }

    /** What speaks something else. */
    @Override
    protected boolean mayRefuse(int seed) {
        return seed > 1;
    }

    @Override
    protected long mostAnyway() {
        return LITTLE;
    }

    @Override
    protected void run(byte[] input) throws Exception {
        if (input.length == 0) {
            return; // the driver asks when something has come
        }
        var buffer = ByteBuffer.wrap(input);
        var read = Refusals.read(
                EnumSet.of(Reason.NOT_SECURE_CHANNEL, Reason.PROTOCOL_VIOLATION), () -> NoisePreamble.read(buffer));
        if (read.isEmpty() || read.get().isEmpty()) {
            assertThat(buffer.position()).isZero();
            return;
        }
        var again = read.get().get().encode();
        assertThat(again).isEqualTo(Arrays.copyOf(input, buffer.position()));
        reached("whole");
        for (int length = 1; length < again.length; length++) {
            assertThat(NoisePreamble.read(ByteBuffer.wrap(input, 0, length))).isEmpty();
        }
    }
}
