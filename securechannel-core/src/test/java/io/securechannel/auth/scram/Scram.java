package io.securechannel.auth.scram;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.secret.Password;
import java.util.List;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** One user of few iterations, both ends, and what their tests say. */
final class Scram {

    static final String USER = "ada";
    static final String PASSWORD = "pencil";
    static final int ITERATIONS = 64;
    static final byte[] SALT = "saltSALTsalt".getBytes(UTF_8);
    static final ChannelBinding EXPORTER =
            new ChannelBinding(ChannelBinding.Type.TLS_EXPORTER, new byte[] {1, 2, 3, 4});
    static final ChannelBinding END_POINT =
            new ChannelBinding(ChannelBinding.Type.TLS_SERVER_END_POINT, new byte[] {5, 6, 7, 8});
    static final List<String> MECHANISMS = List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256");
    static final List<String> BINDING_TYPES = List.of("tls-exporter", "tls-server-end-point");

    /** What is derived once: it takes a moment. */
    static final ScramCredential CREDENTIAL = credential(PASSWORD, ITERATIONS);

    private Scram() {}

    static ScramCredential credential(String password, int iterations) {
        try (var typed = password(password)) {
            return ScramCredential.derive(typed, SALT, iterations);
        } catch (KeyMaterialException e) {
            throw new IllegalStateException(e);
        }
    }

    static Password password(String password) {
        return Password.copyOf(password.toCharArray());
    }

    static ScramClientBuilder client() {
        return client(USER, PASSWORD);
    }

    static ScramClientBuilder client(String user, String password) {
        return ScramClient.builder(user, password(password)).iterations(ITERATIONS, ITERATIONS);
    }

    static ScramServerBuilder server() {
        return ScramServer.builder(user -> CREDENTIAL);
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    /** Asserts the reason, and gives the message to be looked at. */
    static AbstractStringAssert<?> refuses(ThrowingCallable call, Reason reason) {
        return assertThatThrownBy(call)
                .asInstanceOf(type(SecureChannelException.class))
                .returns(reason, SecureChannelException::reason)
                .extracting(SecureChannelException::getMessage)
                .asString();
    }
}
