/**
 * The two families of errors: {@link io.securechannel.error.SecureChannelException} for the wire and
 * {@link io.securechannel.error.KeyMaterialException} for keys, stores and envelopes. Misuse of the API is unchecked.
 *
 * <p>The lowest layer: it imports nothing of the project. No secret may enter a message here.
 */
@NullMarked
package io.securechannel.error;

import org.jspecify.annotations.NullMarked;
