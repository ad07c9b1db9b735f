package io.securechannel.hybrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.envelope.Unopened;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts what was refused, and why. */
final class Refused {

    /** What everything that fails before an envelope is known to be whole looks like. */
    static final String NOT_OPENED = Unopened.error().toString();

    private Refused() {}

    static void with(Reason reason, String part, ThrowingCallable call) {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(call)
                .withMessageContaining(part)
                .satisfies(error -> assertThat(error.reason()).isEqualTo(reason));
    }

    /** The one error, to the letter, without a cause that would tell more. */
    static void alike(String what, ThrowingCallable call) {
        assertThatExceptionOfType(KeyMaterialException.class)
                .as(what)
                .isThrownBy(call)
                .withNoCause()
                .satisfies(error -> assertThat(error).hasToString(NOT_OPENED))
                .satisfies(error -> assertThat(error.getSuppressed()).isEmpty());
    }
}
