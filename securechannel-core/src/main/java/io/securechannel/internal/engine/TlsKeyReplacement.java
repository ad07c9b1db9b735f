package io.securechannel.internal.engine;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider.KeyUpdates;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Sees to it that no key protects more than it may: new ones are asked for in time (RFC 8446, section 4.6.3), and where the
 * provider cannot, nothing more is sent.
 */
final class TlsKeyReplacement {

    private final SSLEngine engine;
    private final TlsContextFactory factory;
    private final TlsKeyUsage sending;
    private final TlsKeyUsage receiving;
    private volatile ChannelEngine.Rekeyed onRekey = (sending, records, bytes) -> {};

    TlsKeyReplacement(SSLEngine engine, TlsContextFactory factory, TlsKeyUsage.Limits limits) {
        this.engine = engine;
        this.factory = factory;
        this.sending = new TlsKeyUsage(limits);
        this.receiving = new TlsKeyUsage(limits);
    }

    void onRekey(ChannelEngine.Rekeyed listener) {
        onRekey = listener;
    }

    /** {@return how many records were counted in a direction} */
    long records(boolean sent) {
        return sent ? sending.records() : receiving.records();
    }

    /** Counts a record that was sent. */
    void sent(int plaintext) throws SSLException {
        if (sending.protectedMore(plaintext)) {
            replace();
        }
    }

    /** Counts a record that was received. */
    void received(int plaintext) throws SSLException {
        if (receiving.protectedMore(plaintext)) {
            replace();
        }
    }

    /** Throws KEY_EXHAUSTED before the key would protect more than it may. */
    void requireKeyLeft() throws SecureChannelException {
        if (sending.exhausted() && (!isTls13() || factory.provider().keyUpdates() != KeyUpdates.AUTOMATIC)) {
            throw new SecureChannelException(
                    Reason.KEY_EXHAUSTED,
                    "the key of this direction has protected as much as it may (RFC 8446, section 5.5), and "
                            + (isTls13() ? "the TLS provider cannot replace it" : "TLS 1.2 cannot replace it")
                            + ": close this channel and connect again");
        }
    }

    /** What the engine then has to say goes out with the next drain, and the peer answers with new keys of its own. */
    private void replace() throws SSLException {
        if (engine.isInboundDone() || engine.isOutboundDone()) {
            return; // an update needs both directions (RFC 8446, section 4.6.3), and without one the limit itself holds
        }
        if (isTls13() && factory.updateKeys(engine)) {
            onRekey.replaced(true, sending.recordsOfKey(), sending.bytesOfKey());
            onRekey.replaced(false, receiving.recordsOfKey(), receiving.bytesOfKey());
            sending.replaced();
            receiving.replaced();
        }
    }

    private boolean isTls13() {
        return engine.getSession().getProtocol().equals("TLSv1.3");
    }
}
