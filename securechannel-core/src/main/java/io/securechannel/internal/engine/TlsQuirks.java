package io.securechannel.internal.engine;

import io.securechannel.tls.TlsProvider;

/**
 * Where a provider's SSLEngine departs from what the JDK's does; each was found by a test.
 *
 * @param keepsPlaintext it takes a record that does not fit, and keeps the rest of it to itself
 * @param hidesAlerts it has an alert to send and does not report NEED_WRAP
 * @param ticketsWithData a server's tickets come out with its first record, and need room there
 */
record TlsQuirks(boolean keepsPlaintext, boolean hidesAlerts, boolean ticketsWithData) {

    static TlsQuirks of(TlsProvider provider) {
        boolean conscrypt = provider == TlsProvider.CONSCRYPT;
        return new TlsQuirks(conscrypt, conscrypt, conscrypt);
    }
}
