/**
 * The road to HTTPS, one step at a time, for docs/tutorial-secret-server.md: plain HTTP, a cipher that falls, a shared key, an
 * agreement that a man in the middle reads. Each step is a server and a client. Nothing here is for use but what the classes call:
 * {@code SymmetricCipher} and {@code HybridCipher}. {@code secret-server} is where the road ends.
 */
@NullMarked
package io.securechannel.examples.secret.road;

import org.jspecify.annotations.NullMarked;
