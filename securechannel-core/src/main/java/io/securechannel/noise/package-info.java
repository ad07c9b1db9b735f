/**
 * The Noise Protocol Framework, revision 34, without I/O: handshakes and transport messages are bytes in and bytes out. {@link
 * io.securechannel.SecureChannel} over {@code ClientConfig.noise} is what most programs want.
 */
@NullMarked
package io.securechannel.noise;

import org.jspecify.annotations.NullMarked;
