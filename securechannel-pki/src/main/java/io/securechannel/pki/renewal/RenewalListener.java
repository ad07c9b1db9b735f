package io.securechannel.pki.renewal;

import java.security.cert.X509Certificate;
import java.time.Duration;

/** Hears what an {@link AutoRenewer} does, in its thread. */
public interface RenewalListener {

    /**
     * There is a new certificate, and the key store has it.
     *
     * @param certificate the new one
     */
    void renewed(X509Certificate certificate);

    /**
     * It could not be renewed now. The old certificate is still there.
     *
     * @param why what went wrong
     * @param again when it is tried again
     */
    void failed(Exception why, Duration again);
}
