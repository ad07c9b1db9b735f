/**
 * Typed, length-prefixed frames on a byte stream that is already secure: the encoder, the decoder and the choice
 * between messages and a raw stream. No I/O and no threads; {@code docs/spec/framing.md} numbers the rules.
 */
@NullMarked
package io.securechannel.framing;

import org.jspecify.annotations.NullMarked;
