package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class CodeExchangePropertiesTest {

    @Property(tries = 40)
    void randomBytesAreRefused(@ForAll byte[] bytes, @ForAll boolean initiator) throws Exception {
        try (var code = CodeRun.code("k7mq2p");
                var exchange = CodeExchange.begin(code, CodeRun.HASH, initiator)) {
            assertRefused(exchange, bytes);
            assertThat(code.used()).isFalse();
        }
    }

    @Property(tries = 15)
    void randomBytesOfTheRightLengthAreRefused(@ForAll @Size(CodeExchange.LONGEST_MESSAGE) byte[] bytes)
            throws Exception {
        try (var code = CodeRun.code("k7mq2p");
                var exchange = CodeExchange.begin(code, CodeRun.HASH, true)) {
            for (int at = 0; at < bytes.length; at += at % 98 == 0 ? 33 : 65) {
                bytes[at] = (byte) (2 + (bytes[at] & 1)); // points, half of which are on the curve
            }
            assertRefused(exchange, bytes);
            assertThat(code.used()).isFalse();
        }
    }

    @Property(tries = 5)
    void equalCodesAreProvedAndOthersRefused(
            @ForAll @AlphaChars @CharRange(from = '0', to = '9') @StringLength(min = 6, max = 8) String one,
            @ForAll @AlphaChars @CharRange(from = '0', to = '9') @StringLength(min = 6, max = 8) String other)
            throws Exception {
        try (var run = CodeRun.of(one, one)) {
            run.initiator().receive(run.fourth());
            assertThat(run.initiator().done()).isTrue();
        }
        if (!one.equalsIgnoreCase(other)) {
            try (var run = CodeRun.of(one, other)) {
                assertRefused(run.responder(), run.third());
            }
        }
    }

    @Property(tries = 300)
    void anyTextIsACodeOrRefusedWithoutBeingQuoted(@ForAll String typed) {
        var error = catchThrowable(() -> OneTimeCode.of(typed.toCharArray()).close());
        if (error != null) {
            assertThat(error).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("mistyped");
        }
    }

    private static void assertRefused(CodeExchange exchange, byte[] message) {
        var error = catchThrowable(() -> exchange.receive(message));
        assertThat(error)
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        refused -> assertThat(refused.reason()).isIn(Reason.PROTOCOL_VIOLATION, Reason.CODE_REFUSED));
        assertThat(exchange.done()).isFalse();
    }
}
