package io.securechannel.examples.secret;

import com.sun.net.httpserver.HttpsExchange;
import io.securechannel.auth.token.TokenVerifier;
import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.inspect.CertificateView;
import io.securechannel.tls.TlsContextFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Decides who gets the secret: whoever has all that is demanded. */
final class Gate {

    /** RFC 6750, section 2.1: the scheme, one or more blanks, and a b64token. The scheme is read in any case (RFC 9110, 11.1). */
    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/-]+=*)");

    private final TlsContextFactory.Server tls;
    private final boolean certificates;
    private final Optional<TokenVerifier> tokens;

    /**
     * Sets up the gate.
     *
     * @param tls whose trust in clients counts
     * @param certificates whether a client certificate is demanded
     * @param tokens verifies the token that is demanded; empty if none is
     */
    Gate(TlsContextFactory.Server tls, boolean certificates, Optional<TokenVerifier> tokens) {
        this.tls = tls;
        this.certificates = certificates;
        this.tokens = tokens;
    }

    /** What a request lacks. */
    enum Missing {
        /** No certificate was shown. */
        CERTIFICATE,
        /** One was shown when the connection began, and is not believed any more. */
        GOOD_CERTIFICATE,
        /** There is no token. */
        TOKEN,
        /** The token is not good. */
        GOOD_TOKEN,
        /** The token, or whatever it is, cannot be read as one. */
        ONE_BEARER_TOKEN
    }

    /**
     * What was found.
     *
     * @param names who it is, by certificate and by token
     * @param missing what lacks; empty for whoever gets the secret
     * @param troubles why a certificate or token is not good, for the server's log alone
     */
    record Admission(List<String> names, List<Missing> missing, List<String> troubles) {

        Admission {
            names = List.copyOf(names);
            missing = List.copyOf(missing);
            troubles = List.copyOf(troubles);
        }

        boolean granted() {
            return missing.isEmpty();
        }
    }

    Admission examine(HttpsExchange exchange) {
        var found = new Found();
        if (certificates) {
            examineCertificate(exchange, found);
        }
        tokens.ifPresent(verifier -> examineToken(exchange, verifier, found));
        return new Admission(found.names, found.missing, found.troubles);
    }

    /** What has been found so far. */
    private static final class Found {

        private final List<String> names = new ArrayList<>();
        private final List<Missing> missing = new ArrayList<>();
        private final List<String> troubles = new ArrayList<>();

        private void refuse(Missing lacks, SecureChannelException why) {
            missing.add(lacks);
            troubles.add(why.getMessage());
        }
    }

    /** Checked anew with each request: connections and sessions may outlive a certificate, and the trust in it. */
    private void examineCertificate(HttpsExchange exchange, Found found) {
        try {
            var chain = Arrays.stream(exchange.getSSLSession().getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toList();
            var verified = tls.verify(chain);
            found.names.add(new CertificateView(verified.certificateChain().get(0)).subject());
        } catch (SSLPeerUnverifiedException e) {
            found.missing.add(Missing.CERTIFICATE);
        } catch (SecureChannelException e) {
            found.refuse(Missing.GOOD_CERTIFICATE, e);
        }
    }

    /** A token in the URL or the body, which RFC 6750 knows too, would end up in logs: it is not looked for there. */
    private static void examineToken(HttpsExchange exchange, TokenVerifier verifier, Found found) {
        var headers = exchange.getRequestHeaders().get("Authorization");
        if (headers == null) {
            found.missing.add(Missing.TOKEN);
            return;
        }
        var bearer = BEARER.matcher(headers.get(0));
        if (headers.size() != 1 || !bearer.matches()) {
            found.missing.add(Missing.ONE_BEARER_TOKEN);
            return;
        }
        try {
            found.names.add(verifier.verifyUnbound(bearer.group(1)).subject());
        } catch (SecureChannelException e) {
            found.refuse(Missing.GOOD_TOKEN, e);
        }
    }
}
