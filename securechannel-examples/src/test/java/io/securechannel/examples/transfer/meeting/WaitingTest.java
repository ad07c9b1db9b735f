package io.securechannel.examples.transfer.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent.HandshakeFailed;
import io.securechannel.event.SecurityEvent.Role;
import io.securechannel.examples.transfer.protocol.Link;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.noise.OneTimeCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is waited for by a code, while a bystander is refused. */
@Timeout(60)
class WaitingTest {

    private static final Duration LONG = Duration.ofSeconds(50);
    private static final HandshakeFailed REFUSED = new HandshakeFailed(
            Instant.EPOCH, "a bystander", Role.SERVER, new SecureChannelException(Reason.CODE_REFUSED, "used"));

    private final CompletableFuture<Integer> listening = new CompletableFuture<>();
    private final OneTimeCode code = OneTimeCode.random();
    private final Access byCode = new Access.ByCode(code);

    @AfterEach
    void close() {
        byCode.close();
    }

    /** Whose channel has used the code is on the way still. */
    @Test
    void whoHasUsedTheCodeComesAfterTheRefusal() throws Exception {
        try (var waiting = waiting(new Spent(byCode), LONG)) {
            var met = meeting(waiting);
            listening.join();
            waiting.watch(REFUSED);
            call();
            met.join().close();
        }
    }

    /** Such as an empty record, which is no guess. */
    @Test
    void aRefusalThatUsedNothingEndsNothing() throws Exception {
        try (var waiting = waiting(byCode, Duration.ofMillis(1))) {
            var met = meeting(waiting);
            listening.join();
            waiting.watch(REFUSED);
            call();
            met.join().close();
        }
    }

    @Test
    void whereTheCodeIsUsedAndNobodyComesItIsOver() throws Exception {
        try (var waiting = waiting(new Spent(byCode), Duration.ofMillis(1))) {
            var met = meeting(waiting);
            listening.join();
            waiting.watch(REFUSED);
            waiting.watch(REFUSED);
            var failed = catchThrowableOfType(CompletionException.class, met::join);
            assertThat(((SecureChannelException) failed.getCause()).reason()).isEqualTo(Reason.CODE_REFUSED);
        }
    }

    private Waiting waiting(Access access, Duration proved) {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new Waiting(address, access, new Waiting.Patience(LONG, LONG), listening::complete, proved);
    }

    private static CompletableFuture<Link> meeting(Waiting waiting) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return waiting.meet();
            } catch (KeyMaterialException | IOException e) {
                throw new CompletionException(e);
            }
        });
    }

    /** Comes by the code, and goes. */
    private void call() throws Exception {
        try (var shown = code.code();
                var typed = OneTimeCode.of(shown.copy());
                var channel = SecureChannel.connect(
                        "localhost", listening.join(), ClientConfig.noise(typed).build())) {
            assertThat(channel.isOpen()).isTrue();
        }
    }

    /** By a code that was used a moment ago. */
    private record Spent(Access access) implements Access {

        @Override
        public ClientConfig.Builder calls() throws KeyMaterialException {
            return access.calls();
        }

        @Override
        public ServerConfig.Builder answers() throws KeyMaterialException {
            return access.answers();
        }

        @Override
        public Optional<NoisePublicKey> introduces() {
            return access.introduces();
        }

        @Override
        public boolean spent() {
            return true;
        }

        @Override
        public void close() {
            access.close();
        }
    }
}
