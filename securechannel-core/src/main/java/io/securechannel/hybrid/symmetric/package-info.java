/**
 * Encryption with keys that all readers share: {@link io.securechannel.hybrid.symmetric.SymmetricCipher}, and {@link
 * io.securechannel.hybrid.symmetric.Fernet} for those who come from Python. Knows nothing of envelopes.
 */
@NullMarked
package io.securechannel.hybrid.symmetric;

import org.jspecify.annotations.NullMarked;
