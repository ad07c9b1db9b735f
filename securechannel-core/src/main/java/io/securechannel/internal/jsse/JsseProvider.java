package io.securechannel.internal.jsse;

import io.securechannel.internal.crypto.NewerJdk;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * A TLS provider behind the JSSE interfaces, with what these interfaces do not say of it. Instances are shared and hold no
 * state of a connection; none is ever installed in {@link java.security.Security}.
 */
public abstract sealed class JsseProvider permits JdkJsse, ConscryptJsse, BouncyCastleJsse {

    /** The hybrid groups that TLS has names for, most wanted first (draft-ietf-tls-ecdhe-mlkem). */
    public static final List<String> POST_QUANTUM_GROUPS =
            List.of("X25519MLKEM768", "SecP256r1MLKEM768", "SecP384r1MLKEM1024");

    /** The JDK takes tickets of at most this lifetime, a week, as RFC 8446, section 4.6.1 has it. */
    public static final int LONGEST_TICKET_SECONDS = 604_800;

    JsseProvider() {}

    /** {@return name and version, for people} */
    public abstract String description();

    /**
     * {@return a context that is not initialised yet}
     *
     * @throws GeneralSecurityException if the provider does not work here
     */
    public abstract SSLContext newContext() throws GeneralSecurityException;

    /**
     * {@return how many bytes of plaintext it puts into one record}
     *
     * @param version {@code TLSv1.3} or {@code TLSv1.2}
     */
    public int fullRecord(String version) {
        return 1 << 14;
    }

    /** {@return whether its secrets can be seen} */
    public boolean showsSecrets() {
        return false;
    }

    /**
     * {@return a context for one connection, whose secrets are told}
     *
     * @param sink hears of them
     * @throws GeneralSecurityException if the provider does not work here
     */
    public SSLContext newContext(SecretSink sink) throws GeneralSecurityException {
        throw new UnsupportedOperationException(description() + " shows nobody its secrets");
    }

    /** {@return the groups that the provider can be told to use, most wanted first; empty if it cannot be told here} */
    public abstract List<String> groups();

    /** {@return which post-quantum groups it has, most wanted first; also where it cannot be told to use no other} */
    public abstract List<String> postQuantumGroups();

    /** {@return the groups that this library asks for where the caller has no wish; empty to leave it to the provider} */
    public List<String> defaultGroups() {
        return List.of();
    }

    /** {@return the groups to ask for where a classical key exchange is refused; empty if it cannot be told here} */
    public List<String> groupsForPostQuantum() {
        return groups().isEmpty() ? List.of() : postQuantumGroups();
    }

    /** {@return whether its handshakes can be signed with ML-DSA-65 (draft-ietf-tls-mldsa)} */
    public boolean signsWithMlDsa() {
        return false;
    }

    /** {@return whether it can be told which TLS 1.3 suites to use} */
    public boolean choosesTls13Suites() {
        return true;
    }

    /** {@return whether an engine, told {@link #groupsForPostQuantum()}, by itself refuses a classical key exchange} */
    public boolean refusesClassical() {
        return !groups().isEmpty();
    }

    /**
     * Sets up an engine.
     *
     * @param engine of this provider
     * @param parameters for it, which may be changed
     * @param groups for it, most wanted first; empty for the provider's own
     */
    public void configure(SSLEngine engine, SSLParameters parameters, List<String> groups) {
        adjust(parameters, groups);
        engine.setSSLParameters(parameters);
    }

    /**
     * Sets up a socket.
     *
     * @param socket of this provider
     * @param parameters for it, which may be changed
     * @param groups for it, most wanted first; empty for the provider's own
     */
    public void configure(SSLSocket socket, SSLParameters parameters, List<String> groups) {
        adjust(parameters, groups);
        socket.setSSLParameters(parameters);
    }

    /**
     * Sets up a server socket.
     *
     * @param socket of this provider
     * @param parameters for it, which may be changed
     * @param groups for it, most wanted first; empty for the provider's own
     */
    public void configure(SSLServerSocket socket, SSLParameters parameters, List<String> groups) {
        adjust(parameters, groups);
        socket.setSSLParameters(parameters);
    }

    /**
     * Says in the parameters what they can say.
     *
     * @param parameters are changed
     * @param groups most wanted first; empty for the provider's own
     */
    public void adjust(SSLParameters parameters, List<String> groups) {
        if (!groups.isEmpty()) {
            NewerJdk.setNamedGroups(parameters, groups.toArray(String[]::new));
        }
    }

    /**
     * {@return a certificate of this side as the provider wants to have it}
     *
     * @param own the leaf, or one of those above it
     */
    public X509Certificate toShow(X509Certificate own) {
        return own;
    }

    /**
     * {@return a key of this side as the provider wants to have it}
     *
     * @param own the key
     */
    public PrivateKey toSign(PrivateKey own) {
        return own;
    }

    /** {@return whether {@link #exportKeyingMaterial} works on TLS 1.3} */
    public abstract boolean canExportKeyingMaterial();

    /**
     * Exports keying material (RFC 8446, section 7.5).
     *
     * @param engine of this provider, whose handshake is over
     * @param label the label, ASCII
     * @param context the context
     * @param length how many bytes
     * @return the bytes
     * @throws SSLException if the engine has none to give
     */
    public abstract byte[] exportKeyingMaterial(SSLEngine engine, String label, byte[] context, int length)
            throws SSLException;

    /**
     * Asks for new keys in both directions (RFC 8446, section 4.6.3), which the engine then has to say.
     *
     * @param engine of this provider, TLS 1.3, whose handshake is over
     * @return whether the provider can
     * @throws SSLException if the engine has failed
     */
    public boolean updateKeys(SSLEngine engine) throws SSLException {
        return false;
    }

    /**
     * Says how sessions are kept for resumption.
     *
     * @param context initialised
     * @param sessions how many; 0 for none
     * @param seconds for how long
     */
    public void keepSessions(SSLContext context, int sessions, int seconds) {
        for (var kept : List.of(context.getClientSessionContext(), context.getServerSessionContext())) {
            // To JSSE a size of 0 means no limit.
            kept.setSessionCacheSize(Math.max(1, sessions));
            kept.setSessionTimeout(sessions == 0 ? 1 : seconds);
        }
    }

    /**
     * Looks for a class without loading what it needs.
     *
     * @param className a class of the provider's
     * @param loader of this library
     * @return whether the class is there
     */
    static boolean present(String className, ClassLoader loader) {
        try {
            Class.forName(className, false, loader);
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** {@return the JDK's own} */
    public static JsseProvider jdk() {
        return JdkJsse.INSTANCE;
    }

    /** {@return Conscrypt; empty where it is not on the class path or the module path, or has no code for this machine} */
    public static Optional<JsseProvider> conscrypt() {
        return present("org.conscrypt.Conscrypt", JsseProvider.class.getClassLoader())
                ? ConscryptJsse.instance()
                : Optional.empty();
    }

    /** {@return Bouncy Castle's; empty where bctls is not on the class path or the module path} */
    public static Optional<JsseProvider> bouncyCastle() {
        return present("org.bouncycastle.jsse.provider.BouncyCastleJsseProvider", JsseProvider.class.getClassLoader())
                ? Optional.of(BouncyCastleJsse.INSTANCE)
                : Optional.empty();
    }
}
