package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.noise.OneTimeCode;
import io.securechannel.noise.internal.CodeSteps;
import io.securechannel.noise.internal.NoiseSides;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** docs/python/one_time_code.py, which shares no code with the library, is the other end of the proof of a code. */
@Tag("it")
class OneTimeCodePythonIT {

    private static final String PROGRAM = Path.of("../docs/python/one_time_code.py")
            .toAbsolutePath()
            .normalize()
            .toString();
    private static final int FRESH = 5;

    private final byte[] hash = new byte[32];

    @BeforeAll
    static void needsPython() {
        Program.require("python3");
    }

    @Test
    void pythonInitiates() throws Exception {
        for (int i = 0; i < FRESH; i++) {
            try (var code = OneTimeCode.random();
                    var python = python("initiator", code);
                    var exchange = exchange(code, false)) {
                send(python, exchange.receive(message(python, 196)).orElseThrow());
                send(python, exchange.receive(message(python, 130)).orElseThrow());
                python.awaitOutput("(?m)^confirmed$");
                assertThat(exchange.done()).isTrue();
            }
        }
    }

    @Test
    void pythonResponds() throws Exception {
        for (int i = 0; i < FRESH; i++) {
            try (var code = OneTimeCode.random();
                    var python = python("responder", code);
                    var exchange = exchange(code, true)) {
                send(python, exchange.first().orElseThrow());
                send(python, exchange.receive(message(python, 294)).orElseThrow());
                assertThat(exchange.receive(message(python, 32))).isEmpty();
                python.awaitOutput("(?m)^confirmed$");
                assertThat(exchange.done()).isTrue();
            }
        }
    }

    @Test
    void pythonRefusesAnotherCode() throws Exception {
        try (var code = OneTimeCode.of("k7mq2p".toCharArray());
                var other = OneTimeCode.of("k7mq2q".toCharArray());
                var python = python("responder", code);
                var exchange = exchange(other, true)) {
            send(python, exchange.first().orElseThrow());
            send(python, exchange.receive(message(python, 294)).orElseThrow());
            python.awaitOutput("(?m)^refused$");
        }
    }

    @Test
    void pythonWithAnotherCodeIsRefused() throws Exception {
        try (var code = OneTimeCode.of("k7mq2p".toCharArray());
                var other = OneTimeCode.of("k7mq2q".toCharArray());
                var python = python("initiator", code);
                var exchange = exchange(other, false)) {
            send(python, exchange.receive(message(python, 196)).orElseThrow());
            var third = message(python, 130);
            var error = catchThrowableOfType(SecureChannelException.class, () -> exchange.receive(third));
            assertThat(error.reason()).isEqualTo(Reason.CODE_REFUSED);
        }
    }

    private Program python(String role, OneTimeCode code) throws Exception {
        new SecureRandom().nextBytes(hash);
        var program =
                Program.start("python3", "-B", PROGRAM, role, HexFormat.of().formatHex(hash));
        try (var shown = code.code()) {
            return program.type(new String(shown.copy()) + "\n");
        }
    }

    private CodeSteps exchange(OneTimeCode code, boolean initiator) throws SecureChannelException {
        return NoiseSides.of(code).begin(hash, initiator);
    }

    private static byte[] message(Program python, int length) throws InterruptedException {
        return HexFormat.of()
                .parseHex(python.awaitOutput("(?m)^([0-9a-f]{" + 2 * length + "})$")
                        .group(1));
    }

    private static void send(Program python, byte[] message) throws Exception {
        python.type(HexFormat.of().formatHex(message) + "\n");
    }
}
