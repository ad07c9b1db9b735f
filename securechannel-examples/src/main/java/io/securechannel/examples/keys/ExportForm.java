package io.securechannel.examples.keys;

import io.securechannel.examples.console.Words;

/** The forms of exported keys. */
enum ExportForm {
    PEM,
    PKCS12,
    JWK,
    OPENSSH,
    TEXT;

    @Override
    public String toString() {
        return Words.of(this);
    }
}
