package io.securechannel.internal.jsse;

import io.securechannel.internal.crypto.NewerJdk;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;

/**
 * Conscrypt, that is BoringSSL. It prefers X25519MLKEM768 unasked, exports keying material on every JDK and never updates
 * keys. The order of TLS 1.3 suites cannot be set: it negotiates AES-128 where the processor has AES.
 */
final class ConscryptJsse extends JsseProvider {

    private static final Optional<JsseProvider> INSTANCE = load();

    private final Provider provider;

    private ConscryptJsse(Provider provider) {
        this.provider = provider;
    }

    static Optional<JsseProvider> instance() {
        return INSTANCE;
    }

    private static Optional<JsseProvider> load() {
        return Conscrypt.isAvailable()
                ? Optional.of(new ConscryptJsse(Conscrypt.newProvider()))
                : Optional.empty(); // no native code for this machine
    }

    @Override
    public String description() {
        var version = Conscrypt.version();
        return "Conscrypt " + version.major() + "." + version.minor() + "." + version.patch();
    }

    @Override
    public SSLContext newContext() throws GeneralSecurityException {
        return SSLContext.getInstance("TLS", provider);
    }

    /** It reads them from SSLParameters where these have them. */
    @Override
    public List<String> groups() {
        return NewerJdk.canSetNamedGroups()
                ? List.of("X25519MLKEM768", "x25519", "secp256r1", "secp384r1", "secp521r1")
                : List.of();
    }

    @Override
    public List<String> postQuantumGroups() {
        return List.of("X25519MLKEM768");
    }

    @Override
    public boolean choosesTls13Suites() {
        return false;
    }

    /** A server chooses its certificate by the suites of TLS 1.2, also where only 1.3 is enabled. */
    @Override
    public void adjust(SSLParameters parameters, List<String> groups) {
        super.adjust(parameters, groups);
        var suites = new LinkedHashSet<>(List.of(parameters.getCipherSuites()));
        suites.add("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
        suites.add("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
        parameters.setCipherSuites(suites.toArray(String[]::new));
    }

    @Override
    public boolean canExportKeyingMaterial() {
        return true;
    }

    @Override
    public byte[] exportKeyingMaterial(SSLEngine engine, String label, byte[] context, int length) throws SSLException {
        byte @Nullable [] exported = Conscrypt.exportKeyingMaterial(engine, label, context, length);
        if (exported == null) {
            throw new SSLException("the connection is closed");
        }
        return exported;
    }

    /** Without tickets it resumes nothing with TLS 1.3. */
    @Override
    public void configure(SSLEngine engine, SSLParameters parameters, List<String> groups) {
        super.configure(engine, parameters, groups);
        Conscrypt.setUseSessionTickets(engine, true);
    }
}
