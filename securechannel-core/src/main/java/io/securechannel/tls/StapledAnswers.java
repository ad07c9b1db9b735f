package io.securechannel.tls;

import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What a server sends of OCSP responders along with its certificates, where the provider tells it. */
final class StapledAnswers {

    private StapledAnswers() {}

    /** Empty where the provider has asked for none, or its sessions do not know the question. */
    static List<byte[]> of(@Nullable SSLSession session) {
        if (!(session instanceof ExtendedSSLSession extended)) {
            return List.of();
        }
        try {
            // JSSE has an empty one for each certificate without an answer.
            return extended.getStatusResponses().stream()
                    .filter(answer -> answer.length > 0)
                    .toList();
        } catch (UnsupportedOperationException e) {
            return List.of();
        }
    }
}
