/**
 * Secure channels over sockets: TLS 1.3, framing, trust, keys and certificates.
 *
 * <p>Warnings about modules are off for one reason: the qualified export names pki, which is compiled after this one.
 */
@SuppressWarnings("module")
module io.securechannel.core {
    requires com.google.crypto.tink;
    requires com.google.gson;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.util;
    requires org.bouncycastle.pkix;
    requires static com.google.errorprone.annotations;
    requires static java.sql;
    requires static jdk.jfr;
    requires static org.bouncycastle.tls;
    requires static org.conscrypt;
    requires static org.jspecify;

    exports io.securechannel;
    exports io.securechannel.auth;
    exports io.securechannel.auth.scram;
    exports io.securechannel.auth.store;
    exports io.securechannel.auth.throttle;
    exports io.securechannel.auth.token;
    exports io.securechannel.auth.totp;
    exports io.securechannel.error;
    exports io.securechannel.event;
    exports io.securechannel.framing;
    exports io.securechannel.hybrid;
    exports io.securechannel.hybrid.symmetric;
    exports io.securechannel.keys;
    exports io.securechannel.noise;
    exports io.securechannel.peer;
    exports io.securechannel.secret;
    exports io.securechannel.tls;
    exports io.securechannel.internal.crypto to
            io.securechannel.pki;
    exports io.securechannel.internal.file to
            io.securechannel.pki;
    exports io.securechannel.internal.jfr to
            io.securechannel.pki;
}
