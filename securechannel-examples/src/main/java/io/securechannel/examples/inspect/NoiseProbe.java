package io.securechannel.examples.inspect;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.PeerKey;
import io.securechannel.peer.Trust;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Finds out whether a server that speaks no TLS speaks this library's Noise transport, and hangs up before it is told who asks. */
final class NoiseProbe {

    /** Only a server that speaks Noise can bring these about. */
    private static final Set<Reason> ANSWERS = EnumSet.of(Reason.NO_COMMON_SUITE, Reason.ALPN_MISMATCH);

    private NoiseProbe() {}

    /** {@return what there is to say about a server over Noise; empty if it is none} */
    static Optional<String> ask(Request request) {
        var shown = new AtomicReference<PeerKey>();
        var config = ClientConfig.noise(Trust.allow(key -> {
                    shown.set(key);
                    return false;
                }))
                .connectTimeout(request.timeout())
                .handshakeTimeout(request.timeout())
                .listener(event -> {})
                .build();
        try (var channel = SecureChannel.connect(request.host(), request.port(), config)) {
            throw new IllegalStateException("nobody is allowed, and " + channel + " is open");
        } catch (SecureChannelException e) {
            var key = shown.get();
            if (key == null && !ANSWERS.contains(e.reason())) {
                return Optional.empty();
            }
            return Optional.of(
                    "it speaks Noise, as this library does, and no TLS: there are no certificates to inspect. "
                            + (key == null
                                    ? "It does not show its key to somebody without one: " + e.getMessage()
                                    : "It shows the key " + key.text() + "; ask its people whether that is theirs"));
        }
    }
}
