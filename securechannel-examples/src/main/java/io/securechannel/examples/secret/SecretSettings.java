package io.securechannel.examples.secret;

/** What a server tells, and how. */
final class SecretSettings {

    private final byte[] secret;
    private final boolean strictTransport;

    /**
     * Takes the settings.
     *
     * @param secret the message in UTF-8
     * @param strictTransport whether browsers shall never again come without TLS (RFC 6797)
     */
    SecretSettings(byte[] secret, boolean strictTransport) {
        this.secret = secret.clone();
        this.strictTransport = strictTransport;
    }

    byte[] secret() {
        return secret.clone();
    }

    boolean strictTransport() {
        return strictTransport;
    }
}
