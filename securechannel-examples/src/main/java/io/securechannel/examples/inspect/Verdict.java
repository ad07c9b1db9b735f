package io.securechannel.examples.inspect;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityListener;
import io.securechannel.framing.Framing;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.util.Optional;

/**
 * What the library says to the server, by its own defaults and the trust in force.
 *
 * @param refusal why it refuses; empty if it connects
 * @param withTls12 the same where TLS 1.2 is allowed; only if that makes a difference
 */
record Verdict(Optional<SecureChannelException> refusal, Optional<Verdict> withTls12) {

    /**
     * Connects as a program would.
     *
     * @param request the server
     * @param applicationProtocol the one that the server is known to agree to
     * @return the verdict
     */
    static Verdict of(Request request, Optional<String> applicationProtocol) {
        var refusal = connect(request, applicationProtocol, false);
        boolean old = refusal.filter(e -> e.reason() == Reason.PROTOCOL_VERSION).isPresent();
        return new Verdict(
                refusal,
                old
                        ? Optional.of(new Verdict(connect(request, applicationProtocol, true), Optional.empty()))
                        : Optional.empty());
    }

    /** {@return what is said of the certificate, where the version of TLS is not in the way} */
    Verdict onCertificate() {
        return withTls12.orElse(this);
    }

    boolean accepted() {
        return refusal.isEmpty();
    }

    private static Optional<SecureChannelException> connect(
            Request request, Optional<String> applicationProtocol, boolean tls12) {
        var tls = TlsContextFactory.clientBuilder(request.trust()).clock(request.clock());
        request.identity().ifPresent(tls::identity);
        if (tls12) {
            tls.allowTls12();
        }
        var config = ClientConfig.tls(tls.build())
                .framing(Framing.none())
                .connectTimeout(request.timeout())
                .handshakeTimeout(request.timeout())
                .listener(SecurityListener.logging());
        applicationProtocol.ifPresent(name -> config.applicationProtocols(name));
        try (var channel = open(request, config.build())) {
            assert channel.isOpen();
            return Optional.empty();
        } catch (SecureChannelException e) {
            return Optional.of(e);
        }
    }

    /** By the library's own connecting wherever the name is the host, for its words about hosts and ports. */
    private static SecureChannel open(Request request, ClientConfig config) throws SecureChannelException {
        if (request.name().equals(request.host())) {
            return SecureChannel.connect(request.host(), request.port(), config);
        }
        try {
            return SecureChannel.connect(request.open(), request.name(), config);
        } catch (SecureChannelException e) {
            throw e;
        } catch (IOException e) {
            // The same once more, with the error of the library.
            return SecureChannel.connect(request.host(), request.port(), config);
        }
    }
}
