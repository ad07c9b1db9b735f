package io.securechannel.internal.jsse;

/** Takes the secrets of one connection, as they are derived. */
@FunctionalInterface
public interface SecretSink {

    /**
     * Takes a secret.
     *
     * @param label its label in a key log (RFC 9850, section 2)
     * @param secret its bytes, which are the sink's own copy
     */
    void take(String label, byte[] secret);
}
