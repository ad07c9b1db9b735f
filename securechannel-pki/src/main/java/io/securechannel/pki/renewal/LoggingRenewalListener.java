package io.securechannel.pki.renewal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.cert.X509Certificate;
import java.time.Duration;

/** To the logger of the library. */
final class LoggingRenewalListener implements RenewalListener {

    private static final Logger LOGGER = System.getLogger("io.securechannel");

    @Override
    public void renewed(X509Certificate certificate) {
        LOGGER.log(
                Level.INFO,
                "the certificate of [{0}] was renewed, until {1}",
                certificate.getSubjectX500Principal(),
                certificate.getNotAfter().toInstant());
    }

    @Override
    public void failed(Exception why, Duration again) {
        LOGGER.log(Level.WARNING, "a certificate could not be renewed; again in " + again, why);
    }
}
