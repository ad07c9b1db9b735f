package io.securechannel.tls;

import io.securechannel.internal.jsse.JsseProvider;
import java.util.Optional;

/**
 * Who does the TLS. It is chosen by name, never by what happens to be on the class path, and the choice stays in the
 * factory that was built with it: nothing is installed for the rest of the program.
 *
 * <p>The JDK's provider needs nothing. Conscrypt, Google's build of BoringSSL, is faster, has post-quantum key exchange and
 * a TLS exporter on every JDK, and native code for Linux, macOS and Windows. Bouncy Castle's is Java throughout and has
 * post-quantum key exchange as well, but no exporter and no resumption with TLS 1.3.
 */
public enum TlsProvider {
    /** The JDK's own, SunJSSE: the default. */
    JDK(""),
    /** Conscrypt; the program adds {@code org.conscrypt:conscrypt-openjdk-uber} to its dependencies. */
    CONSCRYPT("org.conscrypt:conscrypt-openjdk-uber"),
    /** Bouncy Castle's JSSE; the program adds {@code org.bouncycastle:bctls-jdk18on} to its dependencies. */
    BOUNCY_CASTLE("org.bouncycastle:bctls-jdk18on");

    private final String artifact;

    TlsProvider(String artifact) {
        this.artifact = artifact;
    }

    /** How a provider replaces the keys of a TLS 1.3 connection that has sent much (RFC 8446, section 5.5). */
    public enum KeyUpdates {
        /** By itself, in time whatever the size of the records. */
        AUTOMATIC,
        /** When it is asked by {@link TlsContextFactory#updateKeys}. */
        ON_REQUEST,
        /** Never: a channel ends before its keys have protected too much. */
        NONE
    }

    /** {@return how it replaces keys} */
    public KeyUpdates keyUpdates() {
        return switch (this) {
            case JDK -> KeyUpdates.ON_REQUEST;
            case BOUNCY_CASTLE -> KeyUpdates.AUTOMATIC;
            case CONSCRYPT -> KeyUpdates.NONE;
        };
    }

    /**
     * {@return whether one direction of a TLS 1.3 connection can go on after the other has ended (RFC 8446, section 6.1)}
     * Only the JDK's does that; with the others a channel whose one side has ended its direction can only be closed.
     */
    public boolean halfClose() {
        return this == JDK;
    }

    /** {@return whether it can be used: its jar is there, and has native code for this machine if it needs any} */
    public boolean available() {
        return find().isPresent();
    }

    /** {@return whether it has a post-quantum key exchange here} The JDK's has one from 27 on. */
    public boolean postQuantum() {
        return find().filter(found -> !found.postQuantumGroups().isEmpty()).isPresent();
    }

    /** {@return whether it exports keying material (RFC 8446, section 7.5) here} The JDK's does from 25 on. */
    public boolean exporter() {
        return find().filter(JsseProvider::canExportKeyingMaterial).isPresent();
    }

    JsseProvider implementation() {
        return find().orElseThrow(
                        () -> new IllegalStateException("the TLS provider " + this + " is not here: add " + artifact
                                + " to the dependencies of the program, and on the module path resolve its module"
                                + " (--add-modules); or it has no native code for this machine"));
    }

    private Optional<JsseProvider> find() {
        return switch (this) {
            case JDK -> Optional.of(JsseProvider.jdk());
            case CONSCRYPT -> JsseProvider.conscrypt();
            case BOUNCY_CASTLE -> JsseProvider.bouncyCastle();
        };
    }
}
