package io.securechannel.examples.inspect;

import java.util.Arrays;
import javax.net.ssl.ExtendedSSLSession;

/** Whether a connection has the channel binding tls-exporter (RFC 9266), whose bytes are others each time. */
final class Exporter {

    private Exporter() {}

    static boolean available(String version) {
        return version.equals("TLSv1.3")
                && Arrays.stream(ExtendedSSLSession.class.getMethods())
                        .anyMatch(each -> each.getName().equals("exportKeyingMaterialData"));
    }

    static String words(String version) {
        if (!version.equals("TLSv1.3")) {
            return version.isEmpty() ? "not known" : "only with TLS 1.3";
        }
        return available(version)
                ? "available, other bytes for each connection"
                : "the server has it; the TLS of this JDK (" + Runtime.version().feature()
                        + ") has not, that of 25 has";
    }
}
