package io.securechannel.examples.keys;

import io.securechannel.examples.console.Words;

/** What files are read as. */
enum ImportKind {
    IDENTITY,
    CERTIFICATE,
    NOISE,
    ENVELOPE,
    SIGNING,
    SECRET,
    PEER;

    @Override
    public String toString() {
        return Words.of(this);
    }
}
