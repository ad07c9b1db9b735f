package io.securechannel.examples.keys;

import io.securechannel.examples.console.Words;

/** What files are read as. */
public enum ImportKind {
    /** A key with its certificates, for TLS. */
    IDENTITY,
    /** A certificate to trust. */
    CERTIFICATE,
    /** A key for Noise. */
    NOISE,
    /** A key that opens envelopes. */
    ENVELOPE,
    /** A key that signs. */
    SIGNING,
    /** What both sides know. */
    SECRET,
    /** A peer whom one has met. */
    PEER;

    @Override
    public String toString() {
        return Words.of(this);
    }
}
