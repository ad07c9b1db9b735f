/** A private certificate authority, certificate profiles and revocation for SecureChannel. */
module io.securechannel.pki {
    requires transitive io.securechannel.core;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.util;
    requires org.bouncycastle.pkix;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;

    exports io.securechannel.pki;
    exports io.securechannel.pki.ocsp;
    exports io.securechannel.pki.renewal;
}
