package io.securechannel.internal.store;

import io.securechannel.secret.SecretBytes;
import java.time.Instant;

/**
 * One version of an entry.
 *
 * @param number from 1
 * @param created when it was put in, in whole milliseconds
 * @param material its encoding, by its kind
 */
public record StoreVersion(int number, Instant created, SecretBytes material) {}
