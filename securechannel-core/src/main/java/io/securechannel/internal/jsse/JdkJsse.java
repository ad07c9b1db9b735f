package io.securechannel.internal.jsse;

import io.securechannel.internal.crypto.NewerJdk;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** The JDK's provider, SunJSSE. Groups can be set since 20, keying material exported since 25, ML-KEM is in TLS since 27. */
final class JdkJsse extends JsseProvider {

    static final JdkJsse INSTANCE = new JdkJsse();

    private static final String NAME = "SunJSSE";

    /** What it has since 11; finite-field groups are slower and bring nothing. */
    private static final List<String> GROUPS = List.of("x25519", "secp256r1", "secp384r1", "secp521r1", "x448");

    private JdkJsse() {}

    @Override
    public String description() {
        return NAME + " (" + System.getProperty("java.vm.version", "unknown") + ")";
    }

    @Override
    public SSLContext newContext() throws GeneralSecurityException {
        return SSLContext.getInstance("TLS", NAME);
    }

    @Override
    public List<String> groups() {
        if (!NewerJdk.canSetNamedGroups()) {
            return List.of();
        }
        var all = new ArrayList<>(postQuantumGroups());
        all.addAll(GROUPS);
        return List.copyOf(all);
    }

    /** Found by asking, so that a newer JDK's groups count without a change here. */
    @Override
    public List<String> postQuantumGroups() {
        return PostQuantum.GROUPS;
    }

    /** With TLS 1.3 it adds 16 bytes of padding and the type to every record, and counts them in. */
    @Override
    public int fullRecord(String version) {
        return version.equals("TLSv1.3") ? (1 << 14) - 17 : 1 << 14;
    }

    @Override
    public boolean canExportKeyingMaterial() {
        return NewerJdk.canExportKeyingMaterial();
    }

    @Override
    public byte[] exportKeyingMaterial(SSLEngine engine, String label, byte[] context, int length) {
        return NewerJdk.exportKeyingMaterial((ExtendedSSLSession) engine.getSession(), label, context, length);
    }

    /** With TLS 1.3 a further beginHandshake is a KeyUpdate with update_requested. */
    @Override
    public boolean updateKeys(SSLEngine engine) throws SSLException {
        engine.beginHandshake();
        return true;
    }

    /** A lifetime over the longest that a ticket may have: then the JDK neither sends tickets nor keeps any. */
    @Override
    public void keepSessions(SSLContext context, int sessions, int seconds) {
        super.keepSessions(context, sessions, seconds);
        if (sessions == 0) {
            context.getClientSessionContext().setSessionTimeout(LONGEST_TICKET_SECONDS + 1);
            context.getServerSessionContext().setSessionTimeout(LONGEST_TICKET_SECONDS + 1);
        }
    }

    private static final class PostQuantum {
        static final List<String> GROUPS = find();

        private static List<String> find() {
            try {
                var context = SSLContext.getInstance("TLS", NAME);
                context.init(null, null, null);
                var known = NewerJdk.namedGroups(context.getSupportedSSLParameters());
                return POST_QUANTUM_GROUPS.stream().filter(known::contains).toList();
            } catch (GeneralSecurityException e) {
                return List.of(); // whoever makes a context meets the same, with a better place to say so
            }
        }
    }
}
