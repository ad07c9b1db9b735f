package io.securechannel.examples.transfer.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.transfer.MemoryLinks;
import io.securechannel.examples.transfer.protocol.Link;
import io.securechannel.examples.transfer.protocol.Message.Hello;
import io.securechannel.examples.transfer.protocol.Message.Role;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.noise.OneTimeCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a transfer begins, whoever is met. */
@Timeout(60)
class CourseTest {

    private final MemoryLinks links = new MemoryLinks();
    private final List<Link> transferred = new ArrayList<>();

    /** By an access that introduces nobody any more: the two have met. */
    private SecureChannelException failure(boolean stopped) {
        try (var code = OneTimeCode.random();
                var access = new Access.ByCode(code);
                var peer = NoiseKeyPair.generate()) {
            access.met(peer.publicKey());
            var course = new Course(new Met(links.server()), access, Role.RECEIVER, line -> {});
            if (stopped) {
                course.stop();
            }
            return catchThrowableOfType(SecureChannelException.class, () -> course.run(transferred::add, () -> 0));
        }
    }

    private record Met(Link link) implements Meeting {

        @Override
        public Link meet() {
            return link;
        }

        @Override
        public void close() {}
    }

    /** FT28: before anybody has come. */
    @Test
    void whatIsStoppedBeforeItsFirstChannelDoesNotBegin() {
        assertThat(failure(true).reason()).isEqualTo(Reason.INTERRUPTED);
        assertThat(transferred).isEmpty();
    }

    /** FT1 */
    @Test
    void aKeyWhereNoCodeWasUsedIsAViolation() throws Exception {
        try (var key = NoiseKeyPair.generate()) {
            links.client().send(new Hello(Role.SENDER, Optional.of(key.publicKey())));
        }
        assertThat(failure(false).reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        assertThat(transferred).isEmpty();
    }
}
