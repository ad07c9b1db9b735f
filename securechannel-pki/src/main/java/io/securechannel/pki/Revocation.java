package io.securechannel.pki;

import java.time.Instant;

/**
 * When and why a certificate was revoked.
 *
 * @param time when, in whole seconds
 * @param reason why
 */
public record Revocation(Instant time, RevocationReason reason) {}
